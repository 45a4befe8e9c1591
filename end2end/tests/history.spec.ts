// Back and reload, however much of the application there is.
import { expect, expectPage, open, signIn, signUp, test } from "./support";

test("after signing out, the back button shows nothing private", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expectPage(page, "/", "Bienvenue");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(page.getByRole("region")).toHaveCount(0);
  await expect(page.locator("body")).not.toContainText(email);
});

test("reloading a refused form sends nothing twice, and forgets the refusal", async ({ page, email, complaints }) => {
  complaints.expect(/status of 401/);
  await open(page, "/login");
  await signIn(page, email, "wrong");
  await expect(page.getByRole("alert")).toBeVisible();
  let posts = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") posts += 1;
  });
  await page.reload();
  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page).toHaveTitle("Sign in · Bienvenue");
  expect(posts).toBe(0);
});

test("back from a page leads to the one before, with its address", async ({ page }) => {
  await open(page, "/");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expectPage(page, "/login", "Sign in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expectPage(page, "/forgot-password", "Forgot your password?");
  await page.goBack();
  await expectPage(page, "/login", "Sign in");
  await page.goForward();
  await expectPage(page, "/forgot-password", "Forgot your password?");
});
