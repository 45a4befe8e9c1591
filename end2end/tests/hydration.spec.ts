// That the application really comes to life, and that nothing depends on it.
import { PASSWORD, expect, expectPage, hold, hydrated, open, signIn, signUp, test } from "./support";

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

test("what is typed before hydration stays", async ({ page, email }) => {
  const [release, held] = hold();
  await page.route("**/*.wasm", (route) => held.then(() => route.continue()));
  await page.goto("/login", { waitUntil: "commit" });
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  release();
  await hydrated(page);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(page.getByLabel("Password")).toHaveValue(PASSWORD);
});

test("a reset link works on a page that is open already, and is wiped", async ({ page }) => {
  await open(page, "/reset-password");
  await page.goto("/reset-password#email=a%26b%40me.com&code=0e4f5b6a");
  await expect(page.getByLabel("E-mail address")).toHaveValue("a&b@me.com");
  await expect(page.getByLabel("Code from the mail")).toHaveValue("0e4f5b6a");
  await expect(page).toHaveURL((url) => url.hash === "");
});

test("a second press does nothing twice", async ({ page, email }) => {
  await signUp(page, email);
  await open(page, "/forgot-password");
  await page.getByLabel("E-mail address").fill(email);
  let posts = 0;
  page.on("request", (request) => {
    if (request.method() === "POST") posts += 1;
  });
  await page.getByRole("button", { name: "Mail me a link" }).dblclick();
  await expectPage(page, "/reset-password", "Choose a new password");
  expect(posts).toBe(1);
});

test("a person who could not be signed out is told", async ({ page, email, complaints }) => {
  complaints.expect(/api\/logout|ERR_FAILED/);
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.route("**/api/logout", (route) => route.abort());
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page.getByRole("navigation").getByRole("alert")).toHaveText(/You are still signed in/);
});

test("who signed in on another tab is shown", async ({ page, email, context }) => {
  const other = email.replace("bob", "eve");
  await signUp(page, other);
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.getByRole("link", { name: "Bienvenue" }).click();
  await expectPage(page, "/", "Bienvenue");
  const answer = await context.request.post("/sessions", { form: { email: other, password: PASSWORD } });
  expect(answer.ok()).toBe(true);
  await page.getByRole("link", { name: "Your account" }).click();
  await expect(page.getByRole("main")).toContainText(other);
});

test("the skip link moves the focus to the page", async ({ page }) => {
  await open(page, "/login");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  await expect(page.getByLabel("E-mail address")).toBeFocused();
});

test("who is signed in already is not asked to sign in again", async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
  await page.goBack();
  await expectPage(page, "/account", "Your account");
});
