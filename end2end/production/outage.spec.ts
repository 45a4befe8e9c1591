// No mail is lost: not when the mail server is away, and not when the service dies before it could send. A mail that could
// not be sent is tried again after five seconds, and looked for every five.
import { type Bench, withBench } from "./bench/bench";
import { form } from "./bench/curl";
import { CHOOSE_PASSWORD, NEW_PASSWORD, expect, forgetPassword, signUp, test } from "./support";

async function expectWorkingCode({ mails, curl, service }: Bench, email: string) {
  const { token } = await mails.next(email, CHOOSE_PASSWORD);
  const reset = form({ email, reset_token: token!, new_password: NEW_PASSWORD });
  expect((await curl("--request", "PUT", ...reset, `${service.url}/reset_password`)).status).toBe(200);
  const login = form({ email, password: NEW_PASSWORD });
  expect((await curl(...login, `${service.url}/sessions`)).status).toBe(200);
}

test("a mail arrives when the mail server is back", async ({ email }) => {
  await withBench(undefined, "smtps", async (bench) => {
    await signUp(bench, email);
    await bench.mails.leave();
    await forgetPassword(bench, email);
    await bench.service.tells("mail_put_off");
    await bench.mails.come();
    await expectWorkingCode(bench, email);
  });
});

test("a mail arrives although the service was killed before it could send it", async ({ email }) => {
  await withBench(undefined, "smtp", async (bench) => {
    await signUp(bench, email);
    await bench.mails.leave();
    await forgetPassword(bench, email);
    await bench.service.tells("mail_put_off");
    await bench.service.dies();
    await bench.mails.come();
    await bench.service.comesBack();
    await expectWorkingCode(bench, email);
  });
});
