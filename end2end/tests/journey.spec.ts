// The whole journey of a person, from the home page to a new password.
import { CODE, PASSWORD, comesToLife, expect, expectPage, open, signIn, test } from "./support";

test("a person registers, signs in, signs out, forgets the password and sets a new one", async ({ page, email }) => {
  await open(page, "/");
  await page.getByRole("main").getByRole("link", { name: "Create account" }).click();
  await expectPage(page, "/register", "Create your account");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();

  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("status")).toHaveText(/Your account is ready/);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();

  await expectPage(page, "/account", "Your account");
  await expect(page.getByRole("main")).toContainText(email);
  await expect(page.getByRole("region", { name: "Profile" }).getByRole("time")).toHaveText(/^\d+ \w+ \d{4}$/);
  await expect(page.getByRole("navigation")).toContainText(email);
  await page.getByRole("button", { name: "Sign out" }).click();

  await expectPage(page, "/", "Bienvenue");
  await expect(page.getByRole("navigation")).not.toContainText(email);
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expectPage(page, "/forgot-password", "Forgot your password?");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expectPage(page, "/reset-password", "Choose a new password");
  await expect(page.getByRole("status")).toContainText(email);

  await page.goto("/dev/mailbox");
  const mail = page.getByRole("article").filter({ hasText: email }).filter({ hasText: "Choose a new password" });
  const code = (await mail.textContent())!.match(CODE)![1];
  const link = mail.getByRole("link", { name: /#email=/ });
  const token = new URLSearchParams(new URL((await link.getAttribute("href"))!).hash.slice(1)).get("code")!;
  await link.click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Choose a new password");
  if (comesToLife()) {
    await expect(page.getByLabel("E-mail address")).toHaveValue(email);
    await expect(page.getByLabel("Code from the mail")).toHaveValue(token);
    await expect(page, "the code is wiped from the address").toHaveURL((url) => url.hash === "");
  } else {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Code from the mail").fill(code);
  }
  await page.getByLabel("New password").fill("a new one");
  await page.getByRole("button", { name: "Set new password" }).click();

  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("status")).toHaveText(/is set, and all sessions have ended/);
  await signIn(page, email, "a new one");
  await expectPage(page, "/account", "Your account");
});
