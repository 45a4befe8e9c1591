// Where the focus goes, and what back, forward and reload do.
import { expect, expectPage, open, signIn, signUp, test } from "./support";

// Playwright switches the back-forward cache off; people have it on.
test.use({
  launchOptions: async ({ launchOptions }, use) => {
    await use({ ...launchOptions, ignoreDefaultArgs: ["--disable-back-forward-cache"] });
  },
});

test("the heading has the focus after a navigation, but not after a document load", async ({ page }) => {
  await open(page, "/");
  await expect(page.getByRole("heading", { level: 1 })).not.toBeFocused();
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Bienvenue" })).toBeFocused();
});

test("who goes on before a page is all there is not held up", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.evaluate(() => {
    history.back();
    return new Promise((moved) => addEventListener("popstate", () => moved(history.forward()), { once: true }));
  });
  await expectPage(page, "/login", "Sign in");
});

test("a page that the browser kept is asked for anew, and hidden until it is there", async ({ page }) => {
  await open(page, "/login");
  const reloaded = page.waitForEvent("load");
  const wasHidden = await page.evaluate(() => {
    window.dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    return document.body.hidden;
  });
  expect(wasHidden).toBe(true);
  await reloaded;
  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("a page that was left shows nothing private to who comes after", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await open(page, "/account");
  // Documents, so that the browser itself goes back, and may bring back what it kept.
  await page.goto("/dev/mailbox");
  await page.request.post("/api/logout", { headers: { accept: "application/json" } });
  await page.goBack();
  await expectPage(page, "/login?next=/account", "Sign in");
  await expect(page.locator("body")).not.toContainText(email);
});
