// That the application really comes to life, and that nothing depends on it.
import { PASSWORD, expect, expectPage, hydrated, open, signIn, signUp, test } from "./support";

/** Something that happens when it is released, and not before. */
function hold(): [release: () => void, held: Promise<void>] {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  return [release, held];
}

test("going from page to page loads no document", async ({ page }) => {
  await open(page, "/");
  let documents = 0;
  page.on("request", (request) => {
    if (request.isNavigationRequest()) documents += 1;
  });
  await page.evaluate(() => Object.assign(window, { alive: true }));
  await page.getByRole("main").getByRole("link", { name: "Create account" }).click();
  await expectPage(page, "/register", "Create your account");
  await page.getByRole("main").getByRole("link", { name: "Sign in" }).click();
  await expectPage(page, "/login", "Sign in");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expectPage(page, "/forgot-password", "Forgot your password?");
  await page.goBack();
  await expectPage(page, "/login", "Sign in");
  expect(await page.evaluate(() => "alive" in window)).toBe(true);
  expect(documents).toBe(0);
});

test("signing up, in and out loads no document", async ({ page, email }) => {
  await open(page, "/register");
  await page.evaluate(() => Object.assign(window, { alive: true }));
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectPage(page, "/login", "Sign in");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expectPage(page, "/account", "Your account");
  await page.getByRole("navigation").getByRole("button", { name: "Sign out" }).click();
  await expectPage(page, "/", "Bienvenue");
  expect(await page.evaluate(() => "alive" in window)).toBe(true);
});

test("a click before hydration still submits", async ({ page, email }) => {
  await signUp(page, email);
  const [release, held] = hold();
  await page.route("**/*.wasm", (route) => held.then(() => route.continue()));
  await page.goto("/login", { waitUntil: "commit" });
  await signIn(page, email);
  await expect(page).toHaveURL("/account");
  await expect(page.locator("html")).not.toHaveAttribute("data-hydrated");
  release();
  await expectPage(page, "/account", "Your account");
});

test("without the application every form still works", async ({ page, email, complaints }) => {
  complaints.expect(/\.wasm/);
  await page.route("**/*.wasm", (route) => route.abort());
  await page.goto("/register");
  await expect(page.locator("html")).toHaveAttribute("data-hydrated", "failed");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL("/login");
  await signIn(page, email, "wrong");
  await expect(page.getByRole("alert")).toHaveText(/E-mail or password is wrong/);
  expect(page.url()).not.toContain("wrong");
  await signIn(page, email);
  await expect(page).toHaveURL("/account");
});

test("a refusal from before hydration is there after it", async ({ page, email }) => {
  await signUp(page, email);
  const [release, held] = hold();
  await page.route("**/*.wasm", (route) => held.then(() => route.continue()));
  await page.goto("/login", { waitUntil: "commit" });
  await signIn(page, email, "wrong");
  await expect(page.getByRole("alert")).toHaveText(/E-mail or password is wrong/);
  release();
  await hydrated(page);
  await expect(page.getByRole("alert")).toHaveText(/E-mail or password is wrong/);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
});

test("a session that ended elsewhere is noticed on the way to the account", async ({ page, email, context }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.getByRole("link", { name: "Bienvenue" }).click();
  await expectPage(page, "/", "Bienvenue");
  const cookie = (await context.cookies()).find(({ name }) => name === "session_id")!;
  await page.request.delete("/sessions", { headers: { cookie: `session_id=${cookie.value}` }, maxRedirects: 0 });
  await page.getByRole("link", { name: "Your account" }).click();
  await expectPage(page, "/login?next=/account", "Sign in");
});
