// What a form says, where, and that nothing jumps.
import type { Locator, Page } from "@playwright/test";
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

/** Where something is in the page, however far that is scrolled. */
function place(locator: Locator) {
  return locator.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { left, top: top + window.scrollY, width, height };
  });
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
  const before = await place(button);
  await signIn(page, email);
  await expect(button).toHaveAccessibleName("Signing in…");
  await expect(button).toHaveAttribute("aria-busy", "true");
  expect(await place(button)).toEqual(before);
  await expect(page.getByLabel("E-mail address"), "what was typed can be read").toBeEnabled();
  await expect(page.getByText("Still waiting for the server.")).toHaveCount(0);
  await page.clock.fastForward(4_000);
  await expect(page.getByText("Still waiting for the server.")).toBeVisible();
  expect(await place(button)).toEqual(before);
  release();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.getByText("Still waiting for the server.")).toHaveCount(0);
  await expect(button).toHaveAccessibleName("Sign in");
});

test("the account is there at once after signing in", async ({ page, email, complaints }) => {
  complaints.expect(/api\/account|ERR_FAILED/);
  await signUp(page, email);
  await page.route("**/api/account", (route) => route.abort());
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await expect(page.getByText("This device")).toBeVisible();
  await expect(page.getByRole("button", { name: "Download my data" })).toBeVisible();
});

test("what is not known of the account yet is not made up", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await open(page, "/");
  const [release, held] = hold();
  await page.route("**/api/account", (route) => held.then(() => route.continue()));
  await page.getByRole("link", { name: "Your account" }).click();
  const activity = page.getByRole("region", { name: "Recent activity" });
  await expect(activity).toContainText("One moment…");
  await expect(activity).not.toContainText("Nothing has happened");
  await expect(page.getByRole("region", { name: "Where you are signed in" })).toContainText("One moment…");
  release();
  await expect(activity).toContainText("Signed in");
});

test("only the button that was pressed says that it works", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/reset-password");
  await page.getByLabel("E-mail address").fill(email);
  const [release, held] = hold();
  await page.route("**/api/forgot-password", (route) => held.then(() => route.continue()));
  await page.getByRole("button", { name: "Mail me a new code" }).click();
  await expect(page.getByRole("button", { name: "Sending…" })).toHaveAttribute("aria-busy", "true");
  await expect(page.getByRole("button", { name: "Set new password" })).not.toHaveAttribute("aria-busy");
  release();
  await expect(page.getByRole("status")).toContainText("We have sent a mail");
  await expect(page.getByRole("button", { name: "Mail me a new code" })).not.toHaveAttribute("aria-busy");
});

test("a refusal does not outlive what was done after it", async ({ page, email, context, complaints }) => {
  complaints.expect(/api\/end-session|ERR_FAILED/);
  await signUp(page, email);
  await context.request.post("/sessions", { form: { email, password: PASSWORD } });
  await context.clearCookies();
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  const card = page.getByRole("region", { name: "Where you are signed in" });
  await page.route("**/api/end-session", (route) => route.abort());
  await card.getByRole("button", { name: /^End the session on/ }).click();
  await expect(card.getByRole("alert")).toContainText("can't be reached");
  await expect(page).toHaveTitle("Error: Your account · Bienvenue");
  await card.getByRole("button", { name: "End all other sessions" }).click();
  await expect(card.getByRole("status")).toHaveText("All other sessions have ended.");
  await expect(card.getByRole("alert")).toHaveCount(0);
  await expect(page).toHaveTitle("Your account · Bienvenue");
});

test("where the password was given some time ago, a session ends with it", async ({ page, complaints, context, email }) => {
  complaints.expect(/403 \(/);
  await signUp(page, email);
  const other = await context.request.post("/sessions", { form: { email, password: PASSWORD } });
  expect(other.status()).toBe(200);
  await context.clearCookies();
  await open(page, "/login");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  const card = page.getByRole("region", { name: "Where you are signed in" });
  const password = card.getByLabel("Your password, once more");
  await expect(password, "it was given just now").toBeHidden();
  // What the server answers after a quarter of an hour.
  await page.route("**/api/end-session", (route) => route.fulfill({ status: 403, json: "NotConfirmed" }), { times: 1 });
  const end = card.getByRole("button", { name: /^End the session on/ }).first();
  await end.click();
  await expect(password).toBeVisible();
  await expect(password).toHaveAccessibleDescription("Enter your password to go on.");
  await expect(card.getByRole("alert")).toBeInViewport({ ratio: 1 });
  await password.press("Enter");
  await expect(card.getByRole("listitem"), "Enter ends nothing").not.toHaveCount(1);
  await password.fill("wrong");
  await end.click();
  await expect(password).toHaveAccessibleDescription("This is not your current password.");
  await password.fill(PASSWORD);
  await password.press("Enter");
  await expect(card.getByRole("status")).toHaveText("Thank you. You can go on now.");
  await expect(password).toBeHidden();
  await card.getByRole("button", { name: "End all other sessions" }).click();
  await expect(card.getByRole("listitem")).toHaveCount(1);
});

test("a dialog that was closed has forgotten everything", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  const opener = page.getByRole("link", { name: "Delete my account…" });
  const dialog = page.getByRole("dialog");
  for (const close of [() => page.keyboard.press("Escape"), () => dialog.getByRole("link").last().click()]) {
    await opener.click();
    await expect(dialog.getByLabel("Your e-mail address")).toHaveValue("");
    await dialog.getByLabel("Your password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Delete my account" }).click();
    await expect(dialog.getByRole("alert")).toBeVisible();
    await expect(page).toHaveTitle("Error: Your account · Bienvenue");
    await dialog.getByLabel("Your e-mail address").fill("x");
    await close();
    await expect(dialog).toHaveCount(0);
    await expect(page).toHaveTitle("Your account · Bienvenue");
    await expect(page.locator("#delete-password")).toHaveValue("");
    await expect(opener, "the focus is back where it came from").toBeFocused();
  }
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
