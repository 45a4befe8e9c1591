// The whole journey of a person, and of a program, behind the proxy and by real mails.
import { join } from "node:path";
import { form } from "./bench/curl";
import {
  NEW_PASSWORD,
  PASSWORD,
  browserTest,
  expect,
  expectPage,
  forgetPassword,
  open,
  signIn,
  signUp,
  test,
} from "./support";

browserTest("a person", async ({ page, context, bench, email }) => {
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Create account" }).click();

  await expectPage(page, "/login", "Sign in");
  await signIn(page, email, PASSWORD);
  await expectPage(page, "/account", "Your account");
  const [cookie] = await context.cookies();
  expect(cookie).toMatchObject({ name: "__Host-session_id", secure: true, httpOnly: true, sameSite: "Lax", path: "/" });
  await page.getByRole("button", { name: "Sign out" }).click();
  await expectPage(page, "/", "Bienvenue");

  await open(page, "/forgot-password");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expectPage(page, "/reset-password", "Choose a new password");
  const { link, code } = await bench.mails.next(email, /new password/);
  await page.goto(link!.href);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await expect(page.getByLabel("Code from the mail")).toHaveValue(code!);
  await expect(page, "the code is wiped from the address").toHaveURL((url) => url.hash === "");
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set new password" }).click();
  await expectPage(page, "/login", "Sign in");
  await signIn(page, email, NEW_PASSWORD);
  await expectPage(page, "/account", "Your account");

  await page.getByRole("link", { name: "Delete my account…" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete everything?" });
  await dialog.getByLabel("Your e-mail address").fill(email);
  await dialog.getByLabel("Your password").fill(NEW_PASSWORD);
  await dialog.getByRole("button", { name: "Delete my account" }).click();
  await expectPage(page, "/", "Bienvenue");
});

test("a program", async ({ bench, email }, info) => {
  const { curl, publicUrl, mails } = bench;
  const jar = join(info.outputPath(), "cookies");
  const logIn = (password: string) =>
    curl("--cookie-jar", jar, ...form({ email, password }), `${publicUrl}/sessions`);
  const profile = () => curl("--cookie", jar, `${publicUrl}/profile`);
  await signUp(bench, email);
  const login = await logIn(PASSWORD);
  expect(login.headers).toMatch(/\r\nset-cookie: __host-session_id=[^;]{43}; [^\r]*secure/);
  expect(JSON.parse((await profile()).body)).toEqual({ email });

  await forgetPassword(bench, email);
  const { code } = await mails.next(email, /new password/);
  const reset = (code: string) => {
    const fields = form({ email, reset_token: code, new_password: NEW_PASSWORD });
    return curl("--request", "PUT", ...fields, `${publicUrl}/reset_password`);
  };
  expect((await reset(code!.toUpperCase())).status).toBe(403);
  expect((await reset(code!)).status).toBe(200);
  expect((await reset(code!)).status, "it works once").toBe(403);
  expect((await profile()).status, "all sessions have ended").toBe(403);
  expect((await logIn(PASSWORD)).status).toBe(401);
  expect((await logIn(NEW_PASSWORD)).status).toBe(200);

  const logOut = () => curl("--request", "DELETE", "--cookie", jar, `${publicUrl}/sessions`);
  expect((await logOut()).headers).toContain("\r\nlocation: /\r\n");
  expect((await logOut()).status).toBe(403);
});
