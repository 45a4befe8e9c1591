// What a form says, where, and that nothing jumps.
import type { Page } from "@playwright/test";
import { PASSWORD, expect, expectPage, hold, open, signIn, signUp, test } from "./support";

/** Counts what moves by itself, also right after a press, which browsers' own figure leaves out. */
async function watchShifts(page: Page) {
  await page.addInitScript(() => {
    const shifts: number[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
    }).observe({ type: "layout-shift", buffered: true });
  });
}

async function shifts(page: Page): Promise<number[]> {
  // Shifts are reported with the frame after the one in which they happened.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return page.evaluate(() => (window as unknown as { shifts: number[] }).shifts);
}

test("a refused form says everything that is wrong, with links, and has the focus", async ({ page }) => {
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill("bob");
  await page.getByRole("button", { name: "Create account" }).click();
  const alert = page.getByRole("alert");
  await expect(alert.getByRole("listitem")).toHaveText([/Write it like name@example.org./, /Enter a password./]);
  await expect(page.locator(".messages")).toBeFocused();
  await expect(page).toHaveTitle("Error: Create your account · Bienvenue");
  await alert.getByRole("link", { name: "Enter a password." }).click();
  await expect(page.getByLabel("Password")).toBeFocused();
  await expect(page, "a link to a field leaves no trace").toHaveURL("/register");
  await page.getByLabel("Password").fill(PASSWORD);
  await expect(alert.getByRole("listitem")).toHaveCount(1);
  await page.getByLabel("E-mail address").fill("bob@me.com");
  await expect(alert).toHaveCount(0);
  await expect(page).toHaveTitle("Create your account · Bienvenue");
});

test("nothing moves when a page comes, comes to life, and says what is wrong", async ({ page, email, complaints }) => {
  complaints.expect(/status of 40[0-9]/);
  await watchShifts(page);
  await signUp(page, email);
  await open(page, "/login");
  await signIn(page, email, "wrong");
  await expect(page.getByRole("alert")).toHaveText(/E-mail or password is wrong/);
  expect(await shifts(page), "/login, refused").toEqual([]);
  for (const path of ["/register", "/forgot-password", "/reset-password"]) {
    await open(page, path);
    expect(await shifts(page), path).toEqual([]);
    await page.getByLabel("E-mail address").fill("x");
    await page.locator("form button.primary").click();
    await expect(page.getByRole("alert")).toBeVisible();
    // The form with three fields may have three things to say, for which there is no room on a narrow screen.
    if (path === "/reset-password") continue;
    expect(await shifts(page), `${path}, refused`).toEqual([]);
  }
  await open(page, "/login");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await open(page, "/account");
  expect(await shifts(page), "/account").toEqual([]);
  const card = page.getByRole("region", { name: "Password" });
  await card.getByLabel("Current password").fill("wrong");
  await card.getByLabel("New password").fill("a new one");
  await card.getByRole("button", { name: "Change password" }).click();
  await expect(card.getByRole("alert")).toBeVisible();
  expect(await shifts(page), "/account, refused").toEqual([]);
});

test("who waits is told after four seconds, and the button keeps its size", async ({ page, email, complaints }) => {
  complaints.expect(/status of 401/);
  await page.clock.install();
  await open(page, "/login");
  const [release, held] = hold();
  await page.route("**/api/login", (route) => held.then(() => route.continue()));
  const button = page.locator("form button.primary");
  const before = await button.boundingBox();
  await signIn(page, email);
  await expect(button).toHaveAccessibleName("Signing in…");
  await expect(button).toHaveAttribute("aria-busy", "true");
  expect(await button.boundingBox()).toEqual(before);
  await expect(page.getByLabel("E-mail address"), "what was typed can be read").toBeEnabled();
  await expect(page.getByText("Still waiting for the server.")).toHaveCount(0);
  await page.clock.fastForward(4_000);
  await expect(page.getByText("Still waiting for the server.")).toBeVisible();
  expect(await button.boundingBox()).toEqual(before);
  release();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByText("Still waiting for the server.")).toHaveCount(0);
  await expect(button).toHaveAccessibleName("Sign in");
});

test("what was done on the account page is said where it was done, and has the focus", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  const card = page.getByRole("region", { name: "Password" });
  await card.getByLabel("Current password").fill(PASSWORD);
  await card.getByLabel("New password").fill("a new one");
  await card.getByRole("button", { name: "Change password" }).click();
  await expect(card.getByRole("status")).toHaveText(/Your new password is set/);
  await expect(card.locator(".messages")).toBeFocused();
});
