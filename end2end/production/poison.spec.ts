// Mails lead to where the operator says, whatever a request says about the host.
import { type Bench } from "./bench/bench";
import { form } from "./bench/curl";
import type { Mail } from "./bench/mail_server";
import { SENDER } from "./bench/service";
import { CHOOSE_PASSWORD, CONFIRM, PASSWORD, expect, signUp, test } from "./support";

const EVIL = "evil.example";
const LIES = [
  `X-Forwarded-Host: ${EVIL}`,
  `X-Forwarded-Server: ${EVIL}`,
  "X-Forwarded-Proto: http",
  "X-Forwarded-Port: 80",
  `X-Forwarded-For: ${EVIL}`,
  `Forwarded: for=${EVIL};host=${EVIL};proto=http`,
  `X-Host: ${EVIL}`,
  `X-Original-URL: https://${EVIL}/`,
  `Referer: https://${EVIL}/`,
].flatMap((lie) => ["--header", lie]);
const HOST = ["--header", `Host: ${EVIL}`];

function expectHonesty(mail: Mail, { publicUrl }: Bench) {
  expect(JSON.stringify(mail)).not.toContain("evil");
  const origins = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^/\s"]+/g)].map(([origin]) => origin);
  expect(new Set(origins)).toEqual(new Set([publicUrl]));
  expect(mail.from).toBe(SENDER);
}

async function forget({ curl }: Bench, email: string, lies: string[], url: string) {
  return curl(...lies, ...form({ email }), `${url}/reset_password`);
}

test("a request that lies to the service itself", async ({ bench, email }) => {
  const account = form({ email, password: PASSWORD });
  await bench.curl(...LIES, ...HOST, ...account, `${bench.service.url}/users`);
  const { code, ...mail } = await bench.mails.next(email, CONFIRM);
  expectHonesty(mail, bench);
  await bench.curl("--request", "PUT", ...form({ email, code: code! }), `${bench.service.url}/verify_email`);
  expect((await forget(bench, email, [...LIES, ...HOST], bench.service.url)).status).toBe(200);
  expectHonesty(await bench.mails.next(email, CHOOSE_PASSWORD), bench);
});

test("a request that lies through the proxy", async ({ bench, email }) => {
  await signUp(bench, email);
  expect((await forget(bench, email, LIES, bench.publicUrl)).status).toBe(200);
  expectHonesty(await bench.mails.next(email, CHOOSE_PASSWORD), bench);
});

test("a request for another host than the proxy's", async ({ bench, email, kind }) => {
  await signUp(bench, email);
  // Caddy does not hand it on and answers before it has read the form, which HTTP/2 reports as a fault.
  await forget(bench, email, [...HOST, "--http1.1"], bench.publicUrl);
  if (kind === "nginx") expectHonesty(await bench.mails.next(email, CHOOSE_PASSWORD), bench);
  await forget(bench, email, [], bench.publicUrl);
  expectHonesty(await bench.mails.next(email, CHOOSE_PASSWORD), bench);
  expect(bench.mails.rest.filter(({ to }) => to === email)).toEqual([]);
});
