// What every test of production mode has: a bench of its worker's own, and accounts on it.
import { type Fixtures, test as plain } from "@playwright/test";
import { expect, test as pages } from "../tests/support";
import { type Bench, withBench } from "./bench/bench";
import { form } from "./bench/curl";
import type { Kind } from "./bench/proxy";

export { expect, expectPage, open, signIn } from "../tests/support";

/** Long enough for production, which asks for 15 characters. */
export const PASSWORD = "a password of mine";
export const NEW_PASSWORD = "another password of mine";

/** Subjects of mails. */
export const CONFIRM = /^Confirm your e-mail address$/;
export const CHOOSE_PASSWORD = /^Choose a new password$/;

export type ProductionOptions = {
  /** The proxy that stands before the service. */
  kind: Kind;
};

type Production = ProductionOptions & { bench: Bench };

const production: Fixtures<object, Production> = {
  kind: ["nginx", { option: true, scope: "worker" }],
  bench: [async ({ kind }, use) => withBench(kind, "smtps", use), { scope: "worker" }],
};

/** Tests without a browser. */
export const test = plain.extend<object, Production>(production).extend<{ email: string }>({
  email: async ({}, use, info) => use(`bob.${info.testId}@example.org`),
});

/** Tests in a browser, with an ear for its complaints. */
export const browserTest = pages.extend<object, Production>({
  ...production,
  server: [async ({ bench }, use) => use(bench.publicUrl), { scope: "worker" }],
});

/** Makes an account, as a program does. */
export async function signUp({ curl, mails, service }: Bench, email: string) {
  const answer = await curl(...form({ email, password: PASSWORD }), `${service.url}/users`);
  expect(answer.status).toBe(200);
  const { code } = await mails.next(email, CONFIRM);
  const confirmed = await curl("--request", "PUT", ...form({ email, code: code! }), `${service.url}/verify_email`);
  expect(confirmed.status).toBe(200);
}

/** Asks for a link by which a new password can be chosen. */
export async function forgetPassword({ curl, service }: Bench, email: string) {
  const answer = await curl(...form({ email }), `${service.url}/reset_password`);
  expect(JSON.parse(answer.body), "what opens the account is in the mail only").toEqual({
    email,
    message: "reset email sent",
  });
}
