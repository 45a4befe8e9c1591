import { defineConfig, devices } from "@playwright/test";
import { userInfo } from "node:os";

// Every flow runs hydrated and with JavaScript off, on a desk and on a phone, against the real binary.
const desktop = devices["Desktop Chrome"];
const phone = devices["Pixel 7"];

// Measuring, and coming to life, need scripts.
const needScripts = /(accessibility|hydration|layout|fields)\.spec/;

export default defineConfig({
  testDir: "tests",
  // A password hash takes a third of a second of a core: more workers than cores would only make each other wait.
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  // A test that passes the second time has found something; it must not be hidden.
  retries: 0,
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH || undefined,
      args: [
        // Chromium's sandbox can't be set up by root.
        ...(userInfo().uid === 0 ? ["--no-sandbox"] : []),
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "desktop", use: desktop },
    { name: "phone", use: phone },
    { name: "desktop-no-js", use: { ...desktop, javaScriptEnabled: false }, testIgnore: needScripts },
    { name: "phone-no-js", use: { ...phone, javaScriptEnabled: false }, testIgnore: needScripts },
  ],
});
