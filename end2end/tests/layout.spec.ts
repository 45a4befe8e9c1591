// How pages fit on the screen.
import { expect, expectPage, signIn, signUp, test } from "./support";

test("no page is wider than the screen", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  for (const path of ["/", "/account", "/forgot-password", "/reset-password", "/dev/mailbox"]) {
    await page.goto(path);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(320);
  }
});
