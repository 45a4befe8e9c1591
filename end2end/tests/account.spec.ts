// Looking after an account: devices, password, data, deletion.
import { readFile } from "node:fs/promises";
import { PASSWORD, expect, expectPage, open, signIn, signUp, test } from "./support";

test.beforeEach(async ({ page, email }) => {
  await signUp(page, email);
  await signIn(page, email);
  await expectPage(page, "/account", "Your account");
});

test("a session on another device is ended and refused at once", async ({ page, browser, baseURL, email }) => {
  const other = await browser.newContext({ baseURL });
  const login = await other.request.post("/sessions", { form: { email, password: PASSWORD } });
  expect(login.status()).toBe(200);
  await open(page, "/account");
  const devices = page.getByRole("region", { name: "Where you are signed in" });
  await expect(devices.getByRole("listitem")).toHaveCount(2);
  await expect(devices.getByText("This device")).toHaveCount(1);
  await devices.getByRole("button", { name: /^End the session on/ }).click();
  await expect(page.getByRole("status")).toHaveText("That session has ended.");
  await expect(devices.getByRole("listitem")).toHaveCount(1);
  await expect(devices.getByRole("button")).toHaveCount(0);
  expect((await other.request.get("/profile")).status()).toBe(403);
  await other.close();
});

test("the password is changed, and only the new one works", async ({ page, complaints, email }) => {
  complaints.expect(/403 \(Forbidden\)/);
  const card = page.getByRole("region", { name: "Password" });
  await card.getByLabel("Current password").fill("wrong");
  await card.getByLabel("New password").fill("a new one");
  await card.getByRole("button", { name: "Change password" }).click();
  await expect(card.getByLabel("Current password")).toHaveAccessibleDescription("This is not your current password.");
  await expect(card.getByRole("alert"), "whoever is taken to it sees all of it").toBeInViewport({ ratio: 1 });
  await card.getByLabel("Current password").fill(PASSWORD);
  await card.getByLabel("New password").fill("a new one");
  await card.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByRole("status")).toHaveText(/Your new password is set/);
  await expect(card.getByLabel("Current password"), "no used password stays in the page").toHaveValue("");
  await expect(page.getByRole("region", { name: "Recent activity" })).toContainText("Changed the password");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expectPage(page, "/", "Bienvenue");
  await open(page, "/login");
  await signIn(page, email, "a new one");
  await expectPage(page, "/account", "Your account");
});

test("everything stored comes as a file with one click", async ({ page, email }) => {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Download my data" }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("bienvenue-account.json");
  const data = JSON.parse(await readFile(await file.path(), "utf8"));
  expect(data.account.email).toBe(email);
  expect(data.sessions).toHaveLength(1);
});

test("who does not mean it keeps the account", async ({ page, complaints }) => {
  complaints.expect(/40[03] \(/);
  await page.getByRole("link", { name: "Delete my account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete everything?" });
  await dialog.getByLabel("Your e-mail address").fill("somebody@else.example");
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expect(dialog.getByLabel("Your e-mail address")).toHaveAccessibleDescription(/Type your e-mail address/);
  await expect(dialog, "it is still open, with what was wrong").toBeVisible();
  await dialog.getByRole("link", { name: "Keep my account" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expectPage(page, "/account", "Your account");
});

test("the account is deleted, and its cookie is dead", async ({ page, context, baseURL, email }) => {
  const cookie = (await context.cookies()).find((cookie) => cookie.name === "session_id")!.value;
  const card = page.getByRole("region", { name: "Delete your account" });
  await card.getByRole("link", { name: "Delete my account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete everything?" });
  await dialog.getByLabel("Your e-mail address").fill(email);
  await dialog.getByLabel("Your password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expectPage(page, "/", "Bienvenue");
  await expect(page.getByRole("status")).toHaveText(/Your account is gone/);
  await expect(page.getByRole("navigation")).not.toContainText(email);
  const answer = await fetch(`${baseURL}/profile`, { headers: { cookie: `session_id=${cookie}` } });
  expect(answer.status).toBe(403);
});
