// What every test has: a server of its worker's own, people with addresses of their own, and eyes that miss no error.
import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export { expect };

export const PASSWORD = "mySuperPwd";

/** What the browser complained about, and which complaints a test has announced. */
export class Complaints {
  private readonly heard: string[] = [];
  private readonly expected: RegExp[] = [];

  constructor(page: Page) {
    page.on("pageerror", (error) => this.heard.push(`page error: ${error}`));
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") {
        this.heard.push(`console ${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("requestfailed", (request) => {
      const error = request.failure()?.errorText;
      // A page that is left cancels what it was still loading. Nothing failed then.
      if (error !== "net::ERR_ABORTED") {
        this.heard.push(`request failed: ${request.method()} ${request.url()} ${error}`);
      }
    });
  }

  /** Announces a complaint that is right, such as the browser's own note about a refused form. */
  expect(complaint: RegExp) {
    this.expected.push(complaint);
  }

  get unexpected(): string[] {
    return this.heard.filter((complaint) => !this.expected.some((expected) => expected.test(complaint)));
  }
}

/** How the application reaches the browser: it arrives, it never does, or it takes ten seconds. */
export type Wasm = "arrives" | "blocked" | "late";

export type Options = {
  wasm: Wasm;
};

type Fixtures = Options & {
  complaints: Complaints;
  /** An address that nobody has used before. */
  email: string;
};

const LATE = 10_000;

export const test = base.extend<Fixtures, { server: string }>({
  wasm: ["arrives", { option: true }],

  // One server a worker, on a port of its own, with a data directory that goes with it; or one that runs already.
  server: [
    async ({}, use) => {
      if (process.env.BIENVENUE_URL) return use(process.env.BIENVENUE_URL);
      const binary = process.env.BIENVENUE_BIN;
      if (!binary) throw new Error("BIENVENUE_BIN is not set; run the tests with: cargo xtask e2e");
      const directory = await mkdtemp(join(tmpdir(), "bienvenue-"));
      // The variables of the tests are no settings of the server's.
      const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("BIENVENUE_")));
      const server = spawn(binary, ["--listen", "127.0.0.1:0", "--log-format", "json"], {
        cwd: directory,
        env,
        stdio: ["ignore", "ignore", "pipe"],
      });
      const ended = new Promise<void>((resolve) => server.on("exit", () => resolve()));
      const url = await new Promise<string>((resolve, reject) => {
        const log = createInterface({ input: server.stderr });
        log.on("line", (line) => {
          if (!line.startsWith("{")) return reject(new Error(line));
          const entry = JSON.parse(line);
          if (entry.message === "ready") resolve(entry.url);
        });
        server.on("error", reject);
        server.on("exit", (code) => reject(new Error(`the server ended with ${code}`)));
      });
      await use(url);
      server.kill("SIGTERM");
      await ended;
      await rm(directory, { recursive: true });
    },
    { scope: "worker" },
  ],

  baseURL: async ({ server }, use) => use(server),

  context: async ({ context, wasm }, use) => {
    if (wasm === "blocked") await context.route("**/*.wasm", (route) => route.abort());
    if (wasm === "late") {
      const late = () => new Promise((resolve) => setTimeout(resolve, LATE).unref());
      // A page that was left meanwhile does not want it any more.
      await context.route("**/*.wasm", (route) => late().then(() => route.continue().catch(() => {})));
    }
    await use(context);
    await context.unrouteAll({ behavior: "ignoreErrors" });
  },

  complaints: [
    async ({ page, wasm }, use) => {
      const complaints = new Complaints(page);
      if (wasm === "blocked") complaints.expect(/\.wasm/);
      await use(complaints);
      expect(complaints.unexpected, "what the browser complained about").toEqual([]);
    },
    { auto: true },
  ],

  email: async ({}, use, info) => use(`bob.${info.testId}.${Date.now()}@me.com`),
});

/** Whether this project runs scripts. */
export function hasScripts(): boolean {
  return test.info().project.use.javaScriptEnabled !== false;
}

/** Whether pages come to life in this project before anybody has filled in a form. */
export function comesToLife(): boolean {
  const { wasm = "arrives" } = test.info().project.use as Partial<Options>;
  return hasScripts() && wasm === "arrives";
}

/** Something that happens when it is released, and not before. */
export function hold(): [release: () => void, held: Promise<void>] {
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  return [release, held];
}

/** The code to type, in the text of a mail. */
export const CODE = /code:\s+([2-9A-Z]{4}-[2-9A-Z]{4})/;

/** The mails to this address with this subject, on the page of development's mailbox; the newest first. */
export function mails(page: Page, email: string, subject: string): Locator {
  const heading = page.getByRole("heading", { name: subject, exact: true });
  return page.getByRole("article").filter({ hasText: email }).filter({ has: heading });
}

/** The newest of these mails, once it is there. */
export async function openMail(page: Page, email: string, subject: string): Promise<Locator> {
  const mail = mails(page, email, subject).first();
  // Notices are sent in a moment, and the page shows what there was when it was opened.
  await expect(async () => {
    await page.goto("/dev/mailbox");
    await expect(mail).toBeVisible({ timeout: 1_000 });
  }).toPass();
  return mail;
}

/** Opens a page and, where it does, waits for it to come to life. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await hydrated(page);
}

export async function hydrated(page: Page) {
  if (comesToLife()) await expect(page.locator("html")).toHaveAttribute("data-hydrated", "true");
}

/** Waits until a page is shown: its address and its heading. */
export async function expectPage(page: Page, path: string, heading: string) {
  await expect(page).toHaveURL((url) => url.pathname + url.search === path);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await hydrated(page);
}

export async function signUp(page: Page, email: string, password = PASSWORD) {
  await open(page, "/register");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expectPage(page, "/login", "Sign in");
}

export async function signIn(page: Page, email: string, password = PASSWORD) {
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}
