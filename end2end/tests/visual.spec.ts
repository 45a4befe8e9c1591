// Every page as it was last looked at and found good: tests/visual holds the pictures. After a change that is meant to
// be seen, take them anew and look at each: cargo xtask e2e -- visual --update-snapshots
import type { Page } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PASSWORD, expect, expectPage, open, signIn, signUp, test } from "./support";

// The font of these tests is not the page's own, which is the system's and so a different one on every machine.
test.use({ bypassCSP: true, contextOptions: { reducedMotion: "reduce" } });

const file = createRequire(import.meta.url).resolve("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2");
const font = `data:font/woff2;base64,${readFileSync(file).toString("base64")}`;
const style = `
  @font-face { font-family: "Test"; src: url("${font}"); font-weight: 100 900; }
  :root { --font: "Test" !important; --font-mono: "Test" !important; }
`;

test.beforeEach(async ({ page }) => {
  await page.route("**/*.css", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, body: (await answer.text()) + style });
  });
});

async function look(page: Page, name: string, email = "", fullPage = true) {
  await page.mouse.move(0, 0);
  await page.evaluate(
    async ([email]) => {
      await document.fonts.ready;
      // What differs from run to run.
      const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        if (email) text.nodeValue = text.nodeValue!.replaceAll(email, "marie.curie@example.org");
        if (text.parentElement!.closest("time")) text.nodeValue = "14 July 2026, 09:00 UTC";
      }
      for (const input of document.querySelectorAll("input")) {
        if (email && input.value === email) input.value = "marie.curie@example.org";
      }
      (document.activeElement as HTMLElement).blur();
      await new Promise((done) => requestAnimationFrame(done));
    },
    [email],
  );
  // Less than a line of text.
  await expect(page).toHaveScreenshot(`${name}.png`, { fullPage, maxDiffPixels: 200 });
}

test("pages", async ({ page, complaints }) => {
  complaints.expect(/status of 404/);
  const pages = { home: "/", register: "/register", login: "/login", forgot: "/forgot-password", reset: "/reset-password", verify: "/verify-email", undo: "/undo-email-change" };
  for (const [name, path] of Object.entries({ ...pages, "not-found": "/nowhere" })) {
    await open(page, path);
    await look(page, name);
  }
});

test("components", async ({ page }) => {
  await page.goto("/dev/components");
  await look(page, "components");
});

test("refusals and hints", async ({ page, complaints, email }) => {
  complaints.expect(/status of 401/);
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill("marie@");
  await page.getByLabel("Password").fill("password1");
  await expect(page.getByText("Weak: many people use it.")).toBeVisible();
  await look(page, "register-hint");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await look(page, "register-refused");
  await open(page, "/login");
  await signIn(page, email, "wrong");
  await expect(page.getByRole("alert")).toBeVisible();
  await look(page, "login-refused", email);
});

test("account", async ({ page, email, browser, baseURL }) => {
  await signUp(page, email);
  await look(page, "login-notice", email);
  const phone = await browser.newContext({ baseURL, userAgent: "Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1" });
  await phone.request.post("/sessions", { form: { email, password: PASSWORD } });
  await phone.close();
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  // Whoever gets there without loading a document is shown what the server says once more when it has: not in the midst of
  // taking the picture.
  await open(page, "/account");
  await look(page, "account", email);
  await open(page, "/");
  await look(page, "home-signed-in", email);
  await open(page, "/account");
  await page.getByRole("link", { name: "Delete my account…" }).click();
  await look(page, "dialog", email, false);
});
