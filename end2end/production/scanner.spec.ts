// Mail scanners open every link before the person does. That must not use the link up.
import type { Browser } from "@playwright/test";
import type { Bench } from "./bench/bench";
import { form } from "./bench/curl";
import {
  CHOOSE_PASSWORD,
  CONFIRM,
  NEW_PASSWORD,
  PASSWORD,
  browserTest as test,
  expect,
  expectPage,
  forgetPassword,
  signIn,
  signUp,
} from "./support";

const HTML = ["--header", "Accept: text/html"];

/** Fetches a link twenty times, in the ways that scanners have: some even send what stands after the `#`. */
async function scan({ curl }: Bench, link: URL) {
  const whole = `${link.pathname}${link.hash}`;
  const ways = [[], ["--head"], ["--http1.1", "--request-target", whole], ["--head", "--request-target", whole]];
  for (const way of ways) {
    for (const accept of [HTML, []]) {
      await curl(...way, ...accept, link.href);
      await curl(...way, ...accept, link.href);
    }
  }
  const asQuery = `${link.origin}${link.pathname}?${link.hash.slice(1)}`;
  for (const method of [[], ["--head"]]) {
    expect((await curl(...method, ...HTML, asQuery)).status).toBe(200);
    expect((await curl(...method, ...HTML, link.href)).status).toBe(200);
  }
}

async function openAsRobot(browser: Browser, link: URL) {
  const robot = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await robot.newPage();
  await page.goto(link.href);
  await expect(page.getByLabel("Code from the mail"), "a scanner that runs scripts").not.toHaveValue("");
  await robot.close();
}

test("a link that was scanned confirms the address", async ({ bench, page, browser, email }) => {
  await bench.curl(...form({ email, password: PASSWORD }), `${bench.service.url}/users`);
  const { link } = await bench.mails.next(email, CONFIRM);
  await scan(bench, link!);
  await openAsRobot(browser, link!);

  await page.goto(link!.href);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await page.getByRole("button", { name: "Confirm address" }).click();
  await expectPage(page, "/login", "Sign in");
  await signIn(page, email, PASSWORD);
  await expectPage(page, "/account", "Your account");
});

test("a link that was scanned sets a new password", async ({ bench, page, browser, email }) => {
  await signUp(bench, email);
  await forgetPassword(bench, email);
  const { link } = await bench.mails.next(email, CHOOSE_PASSWORD);
  await scan(bench, link!);
  await openAsRobot(browser, link!);

  await page.goto(link!.href);
  await expect(page.getByLabel("E-mail address")).toHaveValue(email);
  await page.getByLabel("New password").fill(NEW_PASSWORD);
  await page.getByRole("button", { name: "Set new password" }).click();
  await expectPage(page, "/login", "Sign in");
  await signIn(page, email, NEW_PASSWORD);
  await expectPage(page, "/account", "Your account");
});
