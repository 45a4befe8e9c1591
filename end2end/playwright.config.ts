import { defineConfig, devices } from "@playwright/test";
import { userInfo } from "node:os";
import type { ProductionOptions } from "./production/support";
import type { Options } from "./tests/support";

const desktop = devices["Desktop Chrome"];
const phone = devices["Pixel 7"];

// What fields and pages do once they have come to life, and what has to be measured by scripts.
const needLife = /(accessibility|colours|fields|hydration|late|layout|messages|motion|movement|visual|weight)\.spec/;
// What must hold however a page looks and whatever arrives.
const flows = /(account|email|forms|history|journey|keyboard)\.spec/;

// Behind a proxy, whose certificate nobody has signed. What matters about that, curl looks at.
const production = { testDir: "production", use: { ...desktop, ignoreHTTPSErrors: true } };

export default defineConfig<Options, ProductionOptions>({
  testDir: "tests",
  // A password hash takes a third of a second of a core: more workers than cores would only make each other wait.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // Patience costs nothing where all is well. Machines that are shared are several times slower for a while.
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // A test that passes the second time has found something; it must not be hidden.
  retries: 0,
  // The pictures were taken with one browser on one system; others draw letters a little differently.
  ignoreSnapshots: process.platform !== "linux",
  snapshotPathTemplate: "{testDir}/visual/{projectName}/{arg}{ext}",
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: [
        // Chromium's sandbox can't be set up by root.
        ...(userInfo().uid === 0 ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Letters as they are drawn where there are windows.
        "--font-render-hinting=slight",
      ],
    },
    screenshot: "only-on-failure",
  },
  // Every flow runs on a desk and on a phone, with and without JavaScript, and however much of the application arrives.
  projects: [
    { name: "desktop", use: desktop, testIgnore: /(late|motion)\.spec/ },
    { name: "phone", use: phone, testIgnore: /(late|motion)\.spec/ },
    { name: "desktop-no-js", use: { ...desktop, javaScriptEnabled: false }, testIgnore: needLife },
    { name: "phone-no-js", use: { ...phone, javaScriptEnabled: false }, testIgnore: needLife },
    { name: "wasm-blocked", use: { ...desktop, wasm: "blocked" }, testMatch: flows },
    { name: "wasm-late", use: { ...phone, wasm: "late" }, testMatch: /(account|journey|late)\.spec/ },
    { name: "dark", use: { ...desktop, colorScheme: "dark" }, testMatch: /(account|journey|visual)\.spec/ },
    { name: "phone-dark", use: { ...phone, colorScheme: "dark" }, testMatch: /visual\.spec/ },
    {
      name: "reduced-motion",
      use: { ...desktop, contextOptions: { reducedMotion: "reduce" } },
      testMatch: /(account|journey|motion)\.spec/,
    },
    {
      name: "narrow",
      use: { ...phone, viewport: { width: 320, height: 568 } },
      testMatch: /(account|journey|layout|messages)\.spec/,
    },
    // Measures, and so is run with nothing beside it.
    { name: "slow-line", testDir: "speed", use: phone },
    { ...production, name: "production-nginx", use: { ...production.use, kind: "nginx" } },
    // What does not depend on the proxy is tried behind one of them.
    {
      ...production,
      name: "production-caddy",
      use: { ...production.use, kind: "caddy" },
      testIgnore: /(outage|scanner|takeover)\.spec/,
    },
  ],
});
