// axe-core on every page, in light and dark, and where something was refused.
import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, expectPage, open, signIn, signUp, test } from "./support";

// axe runs inside of the page, which our policy would not let it.
test.use({ bypassCSP: true });

async function expectNoViolations(page: Page, where: string) {
  const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  const { violations } = await new AxeBuilder({ page }).withTags(wcag).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`), where).toEqual([]);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`no page has a barrier, ${colorScheme}`, async ({ page, complaints, email }) => {
    complaints.expect(/40[0-9] \(/);
    await page.emulateMedia({ colorScheme });
    for (const path of ["/", "/register", "/login", "/forgot-password", "/reset-password", "/nowhere"]) {
      await page.goto(path);
      await expectNoViolations(page, path);
    }
    await open(page, "/login");
    await page.getByLabel("E-mail address").fill("nobody@me.com");
    await page.getByLabel("Password").fill("x");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
    await expectNoViolations(page, "/login, refused");
    await open(page, "/register");
    await page.getByRole("button", { name: "Create account" }).click();
    await expect(page.getByText("Enter your e-mail address.")).toBeVisible();
    await expectNoViolations(page, "/register, refused");
    await signUp(page, email);
    await signIn(page, email);
    await expectPage(page, "/account", "Your account");
    await expectNoViolations(page, "/account");
    await page.goto("/dev/mailbox");
    await expectNoViolations(page, "/dev/mailbox");
  });
}
