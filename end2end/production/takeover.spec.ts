// When somebody who knows the password has moved the account to an address of their own.
import { changeAddress, follow, register } from "./people";
import { NEW_PASSWORD, PASSWORD, browserTest as test, expect, expectPage, signIn } from "./support";

test("whoever loses the account to a changed address takes it back", async ({ page, bench, email }) => {
  await register(page, bench, email);
  await signIn(page, email, PASSWORD);
  await expectPage(page, "/account", "Your account");
  await changeAddress(page, bench, PASSWORD, email.replace("bob", "thief"));
  const { link } = await bench.mails.next(email, /^The address of your account was changed$/);
  expect(link!.pathname).toBe("/undo-email-change");
  await follow(page, link!, email);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Take the account back" }).click();
  await expectPage(page, "/login", "Sign in");
  await signIn(page, email, NEW_PASSWORD);
  await expectPage(page, "/account", "Your account");
});
