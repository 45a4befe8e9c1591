// Confirming an address, changing it, and taking that back.
import { CODE, PASSWORD, comesToLife, expect, expectPage, open, openMail, signIn, signUp, test } from "./support";

const CHANGED = "The address of your account was changed";

test("an address is confirmed with the mail's link or its code", async ({ page, email }) => {
  await signUp(page, email);
  const mail = await openMail(page, email, "Confirm your e-mail address");
  const code = (await mail.textContent())!.match(CODE)![1];
  await mail.getByRole("link", { name: /#email=/ }).click();
  await expectPage(page, "/verify-email", "Confirm your address");
  if (comesToLife()) {
    await expect(page.getByLabel("E-mail address")).toHaveValue(email);
    await expect(page, "the code is wiped from the address").toHaveURL((url) => url.hash === "");
  }
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Code from the mail").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("status")).toHaveText(`${email} is confirmed. Sign in with it.`);
  await open(page, "/verify-email");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expect(page.getByLabel("Code from the mail")).toHaveAccessibleDescription(/wrong, used or expired/);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await page.getByRole("button", { name: "Mail me a new code" }).click();
  await expect(page.getByRole("status")).toContainText(`We have sent a mail to ${email}`);
});

test("an address is changed, that is forgotten or confirmed, and taken back", async ({ page, email, complaints }) => {
  complaints.expect(/status of 40[03]/);
  const other = `new.${email}`;
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  const card = page.getByRole("region", { name: "E-mail address" });
  const change = async (password: string) => {
    await card.getByLabel("New e-mail address").fill(other);
    await card.getByLabel("Current password").fill(password);
    await card.getByRole("button", { name: "Change address" }).click();
  };
  await change("wrong");
  await expect(card.getByLabel("Current password")).toHaveAccessibleDescription("This is not your current password.");
  await expect(card.getByLabel("New e-mail address")).toHaveValue(other);
  await change(PASSWORD);
  await expect(card.getByRole("status")).toContainText(`We have sent a mail to ${other}`);
  await expect(card).toContainText(`Waiting for you to confirm ${other}.`);
  await card.getByRole("button", { name: "Keep the present one" }).click();
  await expect(card.getByRole("status")).toHaveText("Your address stays as it is.");
  await expect(card.getByText("Waiting for you")).toBeHidden();
  await change(PASSWORD);
  await expect(card.getByRole("status")).toContainText(`We have sent a mail to ${other}`);

  const mail = await openMail(page, other, "Confirm your new e-mail address");
  const code = (await mail.textContent())!.match(CODE)![1];
  await open(page, "/verify-email");
  await page.getByLabel("E-mail address").fill(other);
  await page.getByLabel("Code from the mail").fill(code);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expectPage(page, "/account", "Your account");
  await expect(page.getByRole("region", { name: "Profile" })).toContainText(other);
  await expect(card.getByRole("status")).toHaveText(`${other} is confirmed.`);
  await openMail(page, other, "Your account has a new e-mail address");

  const told = await openMail(page, email, CHANGED);
  const undo = (await told.textContent())!.match(CODE)![1];
  await told.getByRole("link", { name: /#email=/ }).click();
  await expectPage(page, "/undo-email-change", "Take your account back");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Code from the mail").fill(undo);
  await page.getByLabel("New password").fill("another one");
  await page.getByRole("button", { name: "Take the account back" }).click();
  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("status")).toContainText(`The account belongs to ${email} again`);
  await signIn(page, email, "another one");
  await expectPage(page, "/account", "Your account");
  await expect(page.getByRole("region", { name: "Profile" })).toContainText(email);
});
