// What fields and pages do for the person who uses them, once they have come to life.
import { PASSWORD, expect, expectPage, open, test } from "./support";

test("a password can be shown, and is hidden again when it is sent", async ({ page, complaints }) => {
  complaints.expect(/401 \(Unauthorized\)/);
  await open(page, "/login");
  const field = page.getByLabel("Password");
  const button = page.getByRole("button", { name: /characters/ });
  await field.fill(PASSWORD);
  await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 5));
  await expect(button).toHaveAccessibleName("Show characters");
  await button.click();
  await expect(field).toHaveAttribute("type", "text");
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(button).toHaveAccessibleName("Hide characters");
  await expect(field, "the focus stays in the field").toBeFocused();
  expect(await field.evaluate((input: HTMLInputElement) => [input.selectionStart, input.selectionEnd])).toEqual([3, 5]);
  await page.getByLabel("E-mail address").fill("nobody@me.com");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(field).toHaveAttribute("type", "password");
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await expect(field, "a refused password does not stay").toHaveValue("");
  await expect(page.getByLabel("E-mail address"), "everything else does").toHaveValue("nobody@me.com");
});

test("the note about Caps Lock comes and goes without moving anything", async ({ page }) => {
  await open(page, "/login");
  const field = page.getByLabel("Password");
  const below = page.getByRole("button", { name: "Sign in" });
  const before = await below.boundingBox();
  await field.focus();
  await field.dispatchEvent("keydown", { key: "A", modifierCapsLock: true });
  await expect(page.getByText("Caps Lock is on.")).toBeVisible();
  expect(await below.boundingBox()).toEqual(before);
  await field.dispatchEvent("keyup", { key: "a", modifierCapsLock: false });
  await expect(page.getByText("Caps Lock is on.")).toHaveCount(0);
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
