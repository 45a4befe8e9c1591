// When the application takes ten seconds to arrive.
import { expect, expectPage, open, signIn, signUp, test } from "./support";

test("what was typed meanwhile is there when the page comes to life", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("wrong");
  await expect(page.getByRole("button", { name: "Show characters" }), "it can't do that yet").toBeHidden();
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true", { timeout: 20_000 });
  await expect(page.getByRole("button", { name: "Show characters" })).toBeVisible();
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(page.getByLabel("Password")).toHaveValue("wrong");
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
});
