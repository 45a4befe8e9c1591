// For people whom motion makes ill.
import { expect, hold, open, signIn, test } from "./support";

test("nothing moves", async ({ page, complaints }) => {
  complaints.expect(/status of 401/);
  await open(page, "/login");
  const [release, held] = hold();
  await page.route("**/api/login", (route) => held.then(() => route.continue()));
  await signIn(page, "nobody@me.com");
  await expect(page.getByRole("button", { name: "Signing in…" })).toHaveAttribute("aria-busy", "true");
  expect(await page.evaluate(() => document.getAnimations().filter((each) => each.playState === "running").length)).toBe(0);
  release();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.getByRole("link", { name: "Forgot your password?" }).hover();
  await page.getByRole("button", { name: "Sign in" }).hover();
  const durations = await page.evaluate(() => {
    const style = getComputedStyle(document.querySelector("button.primary")!);
    const page = getComputedStyle(document.documentElement, "::view-transition-old(root)");
    return [style.transitionDuration, page.animationDuration];
  });
  expect(durations).toEqual(["0s, 0s", "0s"]);
});
