// When the application takes ten seconds to arrive.
import { expect, expectPage, open, signIn, signUp, test } from "./support";

test("what was typed meanwhile is there when the page comes to life", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("wrong");
  await expect(page.getByRole("button", { name: "Show Password" }), "it can't do that yet").toBeHidden();
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true", { timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Show Password" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(page.getByLabel("Password")).toHaveValue("wrong");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
});

test("a dialog that is open when the page comes to life keeps the focus where it is", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.getByRole("link", { name: "Delete my account…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your password").pressSequentially("half");
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true", { timeout: 20_000 });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByLabel("Your password")).toBeFocused();
  await expect(dialog.getByLabel("Your password")).toHaveValue("half");
});
