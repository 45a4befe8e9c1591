// axe-core on every page, in light and dark, and wherever something was refused, done or is being waited for.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { PASSWORD, expect, expectPage, hold, open, signIn, signUp, test } from "./support";

// axe runs inside of the page, which our policy would not let it.
test.use({ bypassCSP: true });

async function expectNoViolations(page: Page, where: string) {
  const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  // What is on its way is half transparent.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => {}))));
  const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), where).toEqual([]);
}

test("where the system takes all colours over, nothing depends on one", async ({ page }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/dev/components");
  await expectNoViolations(page, "/dev/components");
  const width = (selector: string) =>
    page.locator(selector).first().evaluate((element) => parseFloat(getComputedStyle(element).borderTopWidth));
  for (const selector of [".badge", ".alert.problem", ".alert.success", ".button.primary", ".card"]) {
    expect(await width(selector), selector).toBeGreaterThan(0);
  }
  expect(await width("#refused-email"), "what is wrong stands out").toBeGreaterThan(await width("#email"));
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: "reduce" } });

    test("no page has a barrier", async ({ page, complaints }) => {
      complaints.expect(/status of 404/);
      const pages = ["/", "/register", "/login", "/forgot-password", "/reset-password", "/verify-email", "/undo-email-change", "/nowhere"];
      for (const path of [...pages, "/dev/components", "/dev/mailbox"]) {
        await page.goto(path);
        await expectNoViolations(page, path);
      }
    });

    test("no refusal has one", async ({ page, complaints }) => {
      complaints.expect(/status of 40[0-9]/);
      for (const path of ["/register", "/login", "/forgot-password", "/reset-password"]) {
        await open(page, path);
        await page.locator("form button.primary").click();
        await expect(page.getByRole("alert")).toBeVisible();
        await expectNoViolations(page, `${path}, empty`);
      }
      await open(page, "/login");
      await signIn(page, "nobody@me.com");
      await expect(page.getByRole("alert")).toBeVisible();
      await expectNoViolations(page, "/login, refused by the server");
    });

    test("nor has what helps while typing and waiting", async ({ page, email }) => {
      await open(page, "/register");
      await page.getByLabel("E-mail address").fill(email);
      await page.getByLabel("Password").fill("password1");
      await page.getByRole("button", { name: "Show Password" }).click();
      await expect(page.getByText("Weak: many people use it.")).toBeVisible();
      await expectNoViolations(page, "/register, with a hint");
      const [release, held] = hold();
      await page.route("**/api/register", (route) => held.then(() => route.continue()));
      await page.getByRole("button", { name: "Create account" }).click();
      await expect(page.getByRole("button", { name: "Creating…" })).toBeVisible();
      await expectNoViolations(page, "/register, waiting");
      release();
      await expect(page.getByRole("status")).toBeVisible();
      await expectNoViolations(page, "/login, with a notice");
    });

    test("nor has the account, its refusals and its dialog", async ({ page, complaints, email }) => {
      complaints.expect(/status of 40[0-9]/);
      await signUp(page, email);
      await signIn(page, email);
      await expectPage(page, "/account", "Your account");
      await expectNoViolations(page, "/account");
      const card = page.getByRole("region", { name: "Password" });
      await card.getByLabel("Current password").fill("wrong");
      await card.getByLabel("New password").fill(PASSWORD);
      await card.getByRole("button", { name: "Change password" }).click();
      await expect(card.getByRole("alert")).toBeVisible();
      await expectNoViolations(page, "/account, refused");
      await page.getByRole("link", { name: "Delete my account…" }).click();
      await expectNoViolations(page, "/account, dialog");
      await page.getByRole("dialog").getByRole("button", { name: "Delete my account" }).click();
      await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
      await expectNoViolations(page, "/account, dialog, refused");
    });
  });
}
