// What a program does, behind the proxy and by real mails.
import { join } from "node:path";
import { form } from "./bench/curl";
import { CHOOSE_PASSWORD, NEW_PASSWORD, PASSWORD, expect, forgetPassword, signUp, test } from "./support";

test("a program registers, logs in, resets the password and logs out", async ({ bench, email }, info) => {
  const { curl, publicUrl, mails } = bench;
  const jar = join(info.outputPath(), "cookies");
  const logIn = (password: string) => curl("--cookie-jar", jar, ...form({ email, password }), `${publicUrl}/sessions`);
  const profile = () => curl("--cookie", jar, `${publicUrl}/profile`);
  await signUp(bench, email);
  const login = await logIn(PASSWORD);
  expect(login.headers).toMatch(/\r\nset-cookie: __host-session_id=[^;]{43}; [^\r]*secure/);
  expect(JSON.parse((await profile()).body)).toEqual({ email });

  await forgetPassword(bench, email);
  const { token } = await mails.next(email, CHOOSE_PASSWORD);
  const reset = (token: string) => {
    const fields = form({ email, reset_token: token, new_password: NEW_PASSWORD });
    return curl("--request", "PUT", ...fields, `${publicUrl}/reset_password`);
  };
  expect((await reset(token!.toUpperCase())).status).toBe(403);
  expect((await reset(token!)).status).toBe(200);
  expect((await reset(token!)).status, "it works once").toBe(403);
  expect((await profile()).status, "all sessions have ended").toBe(403);
  expect((await logIn(PASSWORD)).status).toBe(401);
  expect((await logIn(NEW_PASSWORD)).status).toBe(200);

  const logOut = () => curl("--request", "DELETE", "--cookie", jar, `${publicUrl}/sessions`);
  expect((await logOut()).headers).toContain("\r\nlocation: /\r\n");
  expect((await logOut()).status).toBe(403);
});

test("whoever signs up with an address that has an account is answered alike, and its owner is told", async ({
  bench,
  email,
}) => {
  const { curl, publicUrl, mails } = bench;
  const register = () => curl(...form({ email, password: NEW_PASSWORD }), `${publicUrl}/users`);
  await signUp(bench, email);
  const { status, body } = await register();
  expect([status, JSON.parse(body)]).toEqual([200, { email, message: "user created" }]);
  const { text, link } = await mails.next(email, /^You already have an account$/);
  expect(text).toContain(`${publicUrl}/login`);
  expect(link, "nothing in it opens anything").toBeUndefined();
});
