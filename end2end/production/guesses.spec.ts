// When strangers guess somebody's password.
import { PASSWORD, browserTest as test, expect, expectPage, open, signIn, signUp } from "./support";

test("strangers who guess are slowed down, and the owner's own browser is not", async ({ page, browser, bench, email, complaints }) => {
  complaints.expect(/status of (401|429)/);
  await signUp(bench, email);
  const owner = await browser.newPage();
  await owner.goto(`${bench.publicUrl}/login`);
  await signIn(owner, email, PASSWORD);
  await expectPage(owner, "/account", "Your account");
  await owner.getByRole("banner").getByRole("button", { name: "Sign out" }).click();
  await open(page, "/login");
  const guess = async () => {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("a guess of a stranger's");
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("alert")).toBeVisible();
  };
  for (let free = 0; free < 5; free++) {
    await guess();
    await expect(page.getByRole("alert")).toHaveText("E-mail or password is wrong. Check both and try again.");
  }
  await guess();
  await expect(page.getByRole("alert")).toHaveText(/^Too many attempts\. Try again in \d+\sseconds\.$/);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await owner.goto(`${bench.publicUrl}/login`);
  await signIn(owner, email, PASSWORD);
  await expectPage(owner, "/account", "Your account");
  await owner.close();
});
