// What people do on the pages of production mode, and with the mails that they get.
import type { Page } from "@playwright/test";
import type { Bench } from "./bench/bench";
import { CHOOSE_PASSWORD, CONFIRM, NEW_PASSWORD, PASSWORD, expect, expectPage, open } from "./support";

/** Opens a mail's link, which fills a form in; what is secret does not stay in the address. */
export async function follow(page: Page, link: URL, email: string) {
  await page.goto(link.href);
  await expectFilledIn(page, email);
}

async function expectFilledIn(page: Page, email: string) {
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(page.getByLabel("Code from the mail")).not.toHaveValue("");
  await expect(page).toHaveURL((url) => url.hash === "");
}

/** Signs up, by the button in the mail as a mail program shows it. */
export async function register(page: Page, { mails }: Bench, email: string) {
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectPage(page, "/verify-email", "Confirm your address");
  const { html } = await mails.next(email, CONFIRM);
  await page.goto("about:blank");
  await page.setContent(html!);
  await page.getByRole("link", { name: "Confirm address" }).click();
  await expectFilledIn(page, email);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expectPage(page, "/login", "Sign in");
  await expect(page.getByRole("status")).toHaveText(`${email} is confirmed. Sign in with it.`);
}

/** Chooses a new password by the code in the mail, typed as from another device. */
export async function chooseNewPassword(page: Page, { mails }: Bench, email: string) {
  await open(page, "/forgot-password");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expectPage(page, "/reset-password", "Choose a new password");
  const { code } = await mails.next(email, CHOOSE_PASSWORD);
  await page.getByLabel("Code from the mail").fill(code!.toLowerCase());
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set new password" }).click();
  await expectPage(page, "/login", "Sign in");
  await mails.next(email, /^Your password was changed$/);
}

/** Changes the address of whoever is signed in, up to the confirmation at the new one. */
export async function changeAddress(page: Page, { mails }: Bench, password: string, to: string) {
  const card = page.getByRole("region", { name: "E-mail address" });
  await card.getByLabel("New e-mail address").fill(to);
  await card.getByLabel("Current password").fill(password);
  await card.getByRole("button", { name: "Change address" }).click();
  await expect(page.getByRole("status")).toHaveText(`We have sent a mail to ${to}. Follow its link to confirm it.`);
  const { link } = await mails.next(to, /^Confirm your new e-mail address$/);
  await follow(page, link!, to);
  await page.getByRole("button", { name: "Confirm address" }).click();
}

/** Deletes the account of whoever is signed in. */
export async function deleteAccount(page: Page, email: string) {
  await page.getByRole("link", { name: "Delete my account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete everything?" });
  await dialog.getByLabel("Your e-mail address").fill(email);
  await dialog.getByLabel("Your password").fill(NEW_PASSWORD);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expectPage(page, "/", "Bienvenue");
}
