// How pages fit on the screen, and under a thumb.
import type { Page } from "@playwright/test";
import { expect, expectPage, open, signIn, signUp, test } from "./support";

const PAGES = ["/", "/register", "/login", "/forgot-password", "/reset-password", "/verify-email", "/undo-email-change", "/dev/mailbox", "/dev/components"];

async function expectToFit(page: Page, path: string, [width, height]: [number, number]) {
  await page.setViewportSize({ width, height });
  await page.goto(path);
  expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(width);
}

// 1280 by 1024 pixels at 400 % are 320 by 256 (WCAG 1.4.10).
for (const [name, size] of [
  ["a small phone", [320, 568]],
  ["400 % zoom", [320, 256]],
] as [string, [number, number]][]) {
  test(`no page is wider than the screen: ${name}`, async ({ page, email }) => {
    await signUp(page, email);
    await signIn(page, email);
    await expectPage(page, "/account", "Your account");
    for (const path of ["/account", "/", "/dev/mailbox", "/dev/components"]) await expectToFit(page, path, size);
    await page.context().clearCookies();
    for (const path of PAGES) await expectToFit(page, path, size);
  });
}

test("at 400 % zoom a dialog can be read to its end", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.setViewportSize({ width: 320, height: 256 });
  await page.getByRole("link", { name: "Delete my account…" }).click();
  const cancel = page.getByRole("dialog").getByRole("link", { name: "Keep my account" });
  await cancel.scrollIntoViewIfNeeded();
  await expect(cancel).toBeInViewport();
});

test("what is pressed is large enough, and what is typed in does not make a phone zoom", async ({ page, email }) => {
  const tooSmall = () =>
    page.evaluate(() => {
      const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
      const controls = [...document.querySelectorAll("a, button, input:not([type=hidden])")].filter(shown);
      // A link in a sentence is as high as its line (WCAG 2.5.8, "inline"); the skip link is for keyboards.
      const inline = ".development-note a, .mail-text a, .skip-link, .for-managers";
      return controls
        .filter((control) => !control.matches(inline))
        .filter((control) => {
          const { width, height } = control.getBoundingClientRect();
          const isTyped = control instanceof HTMLInputElement && parseFloat(getComputedStyle(control).fontSize) < 16;
          // Links to what is wrong lie close together (WCAG 2.5.8).
          const least = control.matches(".problems a") ? 24 : 44;
          return height < least || width < 24 || isTyped;
        })
        .map((control) => control.outerHTML);
    });
  for (const path of PAGES) {
    await page.goto(path);
    expect(await tooSmall(), path).toEqual([]);
  }
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  expect(await tooSmall(), "/account").toEqual([]);
});

test("the browser is asked to keep fields above the on-screen keyboard", async ({ page }) => {
  await open(page, "/login");
  await expect(page.locator("meta[name=viewport]")).toHaveAttribute("content", /interactive-widget=resizes-content/);
});
