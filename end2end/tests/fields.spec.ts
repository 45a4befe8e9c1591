// What fields do for the person who fills them in, once the page has come to life.
import type { Page } from "@playwright/test";
import { PASSWORD, expect, open, signUp, test } from "./support";

test("a password can be shown, and is hidden again when it is sent", async ({ page, complaints }) => {
  complaints.expect(/401 \(Unauthorized\)/);
  await open(page, "/login");
  const field = page.getByLabel("Password");
  const button = page.getByRole("button", { name: /^(Show|Hide) Password$/ });
  await field.fill(PASSWORD);
  await field.evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 5));
  await expect(button).toHaveAccessibleName("Show Password");
  await button.click();
  await expect(field).toHaveAttribute("type", "text");
  await expect(field).toHaveAttribute("autocapitalize", "none");
  await expect(field).toHaveAttribute("spellcheck", "false");
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await expect(button).toHaveAccessibleName("Hide Password");
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
  await expect(field).toHaveAccessibleDescription("Caps Lock is on.");
  expect(await below.boundingBox()).toEqual(before);
  await field.fill("");
  await below.click();
  await field.dispatchEvent("keydown", { key: "A", modifierCapsLock: true });
  await expect(field, "it may be what is wrong").toHaveAccessibleDescription("Caps Lock is on.");
  await field.dispatchEvent("keyup", { key: "a", modifierCapsLock: false });
  await expect(field).toHaveAccessibleDescription("Enter a password.");
  await expect(page.getByText("Caps Lock is on.")).toHaveCount(0);
});

test("a field is checked when it is left, and not called wrong once it is right", async ({ page }) => {
  await open(page, "/register");
  const email = page.getByLabel("E-mail address");
  await email.pressSequentially("bob@");
  await expect(email, "not while typing").not.toHaveAttribute("aria-invalid");
  await email.press("Tab");
  await expect(email).toHaveAttribute("aria-invalid", "true");
  await expect(email).toHaveAccessibleDescription("Write it like name@example.org.");
  await expect(page, "nothing was sent, so nothing was refused").toHaveTitle("Create your account · Bienvenue");
  await email.pressSequentially("me");
  await expect(email).not.toHaveAttribute("aria-invalid");
  await expect(email).toHaveAccessibleDescription("");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(email).not.toHaveAttribute("aria-invalid");
  await email.fill("");
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(email).toHaveAccessibleDescription("Enter your e-mail address.");
  // It gets there with the next frame. Who types into the field before would lose the focus to it, and so leave the field.
  await expect(page.locator(".messages")).toBeFocused();
  await email.fill("bob@");
  await expect(email, "it is not missing any more").toHaveAccessibleDescription("");
  await email.press("Tab");
  await expect(email).toHaveAccessibleDescription("Write it like name@example.org.");
  await email.fill("");
  await email.press("Tab");
  await expect(email, "who passes through is left alone").not.toHaveAttribute("aria-invalid");
});

test("what the server refused is not called wrong once it was changed", async ({ page, email, complaints }) => {
  complaints.expect(/status of 400/);
  await signUp(page, email);
  await open(page, "/register");
  const field = page.getByLabel("E-mail address");
  await field.fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(field).toHaveAccessibleDescription(/Already registered/);
  await field.fill("another@");
  await expect(field).not.toHaveAttribute("aria-invalid");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

/** Serves the page as if the server asked for new passwords of 15 characters, as production does. */
async function askFor15Characters(page: Page) {
  await page.route("**/register", async (route) => {
    const answer = await route.fetch();
    const text = await answer.text();
    // JSON in an attribute.
    const [one, fifteen] = [1, 15].map((chars) => `&quot;min_chars&quot;:${chars}}`);
    expect(text).toContain(one);
    await route.fulfill({ response: answer, body: text.replace(one, fifteen) });
  });
}

test("a hint says in words how good a new password is", async ({ page }) => {
  await askFor15Characters(page);
  await open(page, "/register");
  const field = page.getByLabel("Password");
  await page.getByLabel("E-mail address").fill("marie.curie@me.com");
  const hints = {
    short: "Too short: 10 more.",
    passwordpassword: "Weak: the same repeated.",
    "marie.curie1867": "Weak: it is about you.",
    "correct horse battery staple": "Strong: hard to guess.",
  };
  for (const [password, hint] of Object.entries(hints)) {
    await field.fill(password);
    await expect(field).toHaveAccessibleDescription(hint);
  }
  await field.fill("");
  await expect(field).toHaveAccessibleDescription("");
  await field.fill("too short");
  await field.press("Tab");
  await expect(field).toHaveAccessibleDescription("Use at least 15 characters.");
});

test("the estimate costs nothing before the field is used, and nothing of it is in an address", async ({ page }) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${new URL(request.url()).pathname}`));
  await open(page, "/register");
  expect(asked).not.toContain("POST /api/password-strength");
  const request = page.waitForRequest(/password-strength/);
  await page.getByLabel("Password").pressSequentially("photosynthesis");
  expect((await request).url()).not.toContain("photo");
  await expect(page.getByText("Weak: a single word.")).toBeVisible();
  expect(asked.filter((asked) => asked.includes("strength")), "not with every key").toHaveLength(1);
});

test("password managers find what they look for", async ({ page }) => {
  const attributes = (label: string) =>
    page.getByLabel(label, { exact: true }).evaluate((input: HTMLInputElement) => {
      const { name, type, autocomplete, autocapitalize, spellcheck, enterKeyHint, minLength, maxLength } = input;
      const passwordrules = input.getAttribute("passwordrules");
      return { name, type, autocomplete, autocapitalize, spellcheck, enterKeyHint, minLength, maxLength, passwordrules };
    });
  const any = { autocapitalize: "none", spellcheck: false, enterKeyHint: "go", minLength: -1, maxLength: -1, passwordrules: null };
  const known = { ...any, type: "password", autocomplete: "current-password" };
  const chosen = {
    ...any,
    type: "password",
    autocomplete: "new-password",
    minLength: 1,
    maxLength: 1024,
    passwordrules: "minlength: 1; maxlength: 1024;",
  };
  const email = { ...any, type: "email", name: "email", autocomplete: "username" };
  await open(page, "/login");
  expect(await attributes("E-mail address")).toEqual(email);
  expect(await attributes("Password")).toEqual({ ...known, name: "password" });
  await open(page, "/register");
  expect(await attributes("E-mail address")).toEqual(email);
  expect(await attributes("Password")).toEqual({ ...chosen, name: "password" });
  await open(page, "/reset-password");
  expect(await attributes("E-mail address")).toEqual(email);
  expect(await attributes("Code from the mail")).toMatchObject({ autocomplete: "one-time-code", name: "reset_token" });
  expect(await attributes("New password")).toEqual({ ...chosen, name: "new_password" });
});

test("every password form of the account says whose password it is", async ({ page, email }) => {
  await signUp(page, email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Your account");
  const forms = page.locator("form:has(input[type=password])");
  await expect(forms).toHaveCount(5);
  for (const form of await forms.all()) {
    await expect(form.locator("input[autocomplete=username]")).toHaveValue(email);
  }
});

test("a password can be pasted", async ({ page }) => {
  await open(page, "/login");
  const field = page.getByLabel("Password");
  const prevented = await field.evaluate(
    (input) => !input.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true })),
  );
  expect(prevented).toBe(false);
});
