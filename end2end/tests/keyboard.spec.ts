// The whole journey without a mouse, in reading order.
import type { Locator, Page } from "@playwright/test";
import { CODE, PASSWORD, comesToLife, expect, expectPage, mails, open, test } from "./support";

/** Presses Tab until the control is reached; on the way there, every stop can be seen, with a ring around it. */
async function tabTo(page: Page, control: Locator) {
  await expect(control).toBeVisible();
  let stop = await look(control);
  for (let stops = 0; !stop.isControl; stops += 1) {
    if (stops === 40) throw new Error(`Tab does not lead to ${control}`);
    await page.keyboard.press("Tab");
    stop = await look(control);
    if (stop.isNothing) continue;
    // What slides into view may take a moment.
    if (!stop.isInView) await expect(page.locator(":focus")).toBeInViewport();
    expect(stop.ring, stop.html).toBeGreaterThanOrEqual(2);
  }
}

/** Where the focus is. All of it in one question, because there are hundreds of stops. */
function look(control: Locator) {
  return control.evaluate((control) => {
    const focused = document.activeElement!;
    const { top, right, bottom, left } = focused.getBoundingClientRect();
    return {
      isControl: focused === control,
      isNothing: focused === document.body,
      isInView: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
      ring: parseFloat(getComputedStyle(focused).outlineWidth),
      html: focused.outerHTML,
    };
  });
}

async function type(page: Page, label: string, text: string, within: Page | Locator = page) {
  await tabTo(page, within.getByLabel(label, { exact: true }));
  await page.keyboard.press("Control+A");
  await page.keyboard.type(text);
}

async function press(page: Page, control: Locator) {
  await tabTo(page, control);
  await page.keyboard.press("Enter");
}

test("Tab goes in reading order", async ({ page }) => {
  await open(page, "/login");
  const stops: string[] = [];
  for (let stop = ""; stop !== "mailbox"; stops.push(stop)) {
    await page.keyboard.press("Tab");
    stop = await page.locator(":focus").evaluate((element) => {
      const label = (element as HTMLInputElement).labels?.[0];
      const picture = element.querySelector("img")?.alt;
      return picture ?? (label ?? (element as HTMLElement)).innerText.replaceAll("\n", " ").trim();
    });
  }
  const show = comesToLife() ? ["Show Password"] : [];
  expect(stops).toEqual([
    "Skip to the page",
    "Bienvenue",
    "Sign in",
    "Create account",
    "E-mail address",
    "Password",
    ...show,
    "Sign in",
    "Forgot your password?",
    "Create an account",
    "mailbox",
  ]);
});

test("everything can be done by keyboard alone", async ({ page, email }) => {
  // As long as ten other tests: eight forms, typed key by key.
  test.slow();
  const main = page.getByRole("main");
  await open(page, "/");
  await press(page, main.getByRole("link", { name: "Create account" }));
  await expectPage(page, "/register", "Create your account");
  await type(page, "E-mail address", email);
  await type(page, "Password", PASSWORD);
  await page.keyboard.press("Enter");

  await expectPage(page, "/login", "Sign in");
  await type(page, "E-mail address", email);
  await type(page, "Password", PASSWORD);
  await page.keyboard.press("Enter");

  await expectPage(page, "/account", "Your account");
  const card = page.getByRole("region", { name: "Password", exact: true });
  await type(page, "Current password", PASSWORD, card);
  await type(page, "New password", "a new one", card);
  await press(page, page.getByRole("button", { name: "Change password" }));
  await expect(page.getByRole("status")).toHaveText(/Your new password is set/);
  await open(page, "/account");
  await press(page, page.getByRole("button", { name: "Sign out" }));

  await expectPage(page, "/", "Bienvenue");
  await press(page, main.getByRole("link", { name: "Sign in" }));
  await expectPage(page, "/login", "Sign in");
  await press(page, page.getByRole("link", { name: "Forgot your password?" }));
  await expectPage(page, "/forgot-password", "Forgot your password?");
  await type(page, "E-mail address", email);
  await page.keyboard.press("Enter");
  await expectPage(page, "/reset-password", "Choose a new password");

  const mailbox = await page.context().newPage();
  await mailbox.goto("/dev/mailbox");
  const mail = await mails(mailbox, email, "Choose a new password").textContent();
  const code = mail!.match(CODE)![1];
  await mailbox.close();
  await type(page, "E-mail address", email);
  await type(page, "Code from the mail", code);
  await type(page, "New password", "another one");
  await page.keyboard.press("Enter");

  await expectPage(page, "/login", "Sign in");
  await type(page, "E-mail address", email);
  await type(page, "Password", "another one");
  await page.keyboard.press("Enter");
  await expectPage(page, "/account", "Your account");
  await press(page, page.getByRole("link", { name: "Delete my account…" }));
  await type(page, "Your e-mail address", email);
  await type(page, "Your password", "another one");
  await page.keyboard.press("Enter");
  await expectPage(page, "/", "Bienvenue");
  await expect(page.getByRole("status")).toHaveText(/Your account is gone/);
});
