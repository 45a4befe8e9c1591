// What a form says when it is refused, and where a person lands afterwards.
import { PASSWORD, expect, expectPage, open, signIn, signUp, test } from "./support";

test("a wrong password is said, and the address stays", async ({ page, email, complaints }) => {
  complaints.expect(/status of 401/);
  await signUp(page, email);
  await signIn(page, email, "wrong");
  await expect(page.getByRole("alert")).toHaveText(/E-mail or password is wrong/);
  await expect(page.locator(".messages"), "the focus is where it is said").toBeFocused();
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(page).toHaveTitle("Error: Sign in · Bienvenue");
  expect(new URL(page.url()).search).toBe("");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
});

test("a field that was filled in wrongly says what to do", async ({ page, complaints }) => {
  complaints.expect(/status of 400/);
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill("bob");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  const email = page.getByLabel("E-mail address");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription("Write it like name@example.org.");
  await expect(email).toHaveValue("bob");
  const link = page.getByRole("alert").getByRole("link", { name: "Write it like name@example.org." });
  await expect(link).toHaveAttribute("href", "#email");
  await expect(page.getByLabel("Password")).not.toHaveAttribute("aria-invalid", "true");
});

test("an address can be used once", async ({ page, email, complaints }) => {
  complaints.expect(/status of 400/);
  await signUp(page, email);
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill(email.toUpperCase());
  await page.getByLabel("Password").fill("another");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByLabel("E-mail address")).toHaveAccessibleDescription(/Already registered/);
});

test("who wanted the account page gets it after signing in", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/account");
  await expectPage(page, "/login?next=/account", "Sign in");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await open(page, "/login");
  await expectPage(page, "/account", "Your account");
});

test("a made-up code is refused, and a new one is one press away", async ({ page, email, complaints }) => {
  complaints.expect(/status of 403/);
  await signUp(page, email);
  await open(page, "/reset-password");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Code from the mail").fill("0e4f5b6a-7c8d-4e2f-8a3b-4c5d6e7f8091");
  await page.getByLabel("New password").fill("a new one");
  await page.getByRole("button", { name: "Set new password" }).click();
  await expect(page.getByLabel("Code from the mail")).toHaveAccessibleDescription(/used or expired/);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await page.getByRole("button", { name: "Mail me a new code" }).click();
  await expect(page.getByRole("status")).toContainText(`We have sent a mail to ${email}`);
  await expectPage(page, "/reset-password", "Choose a new password");
  await expect(page.getByLabel("E-mail address"), "to go on with the new code").toHaveValue(email);
  await expect(page.getByLabel("Code from the mail"), "the old one is no good").toHaveValue("");
  await page.goto("/dev/mailbox");
  const mails = page.getByRole("article").filter({ hasText: email });
  await expect(mails.filter({ hasText: "Choose a new password" })).toHaveCount(1);
});

test("an address that leads nowhere says so", async ({ page, complaints }) => {
  complaints.expect(/status of 404/);
  await open(page, "/nowhere");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Page not found");
  await page.getByRole("link", { name: "Go to the home page" }).click();
  await expectPage(page, "/", "Bienvenue");
});

test("after signing in, a page of the server's is opened like any other", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/login?next=/dev/mailbox");
  await signIn(page, email);
  await expect(page).toHaveURL("/dev/mailbox");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mailbox");
});

test("who wanted to sign in has done so", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/login?next=/login");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
});

test("an error in the address is not shown", async ({ page }) => {
  await open(page, "/login?__path=%2Fapi%2Flogin&__err=IkludmFsaWRDcmVkZW50aWFscyI");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await expect(page).toHaveTitle("Sign in · Bienvenue");
});
