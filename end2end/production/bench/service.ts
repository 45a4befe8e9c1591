// The service as an operator runs it: behind a proxy, with a mail server and a directory for its data.
import type { Certificate } from "./certificate";
import { fromDeploy } from "./deploy";
import { Program, environment, run } from "./program";

export type Settings = {
  certificate: Certificate;
  dataDir: string;
  /** Where it listens, for the proxy. */
  port: number;
  publicUrl: string;
  smtpUrl: string;
};

export type Check = { name: string; status: string; message: string };

/** What the service calls itself. Nothing else may be in a mail, whatever a request says. */
export const SENDER = "accounts@example.org";

export class Service {
  private constructor(
    readonly url: string,
    private readonly settings: Settings,
    private program: Program,
  ) {}

  static async start(settings: Settings): Promise<Service> {
    return new Service(`http://127.0.0.1:${settings.port}`, settings, await start(settings));
  }

  /** Waits until the log tells of an event. */
  async tells(event: string) {
    await this.program.says(new RegExp(`"event":"${event}"`));
  }

  /** Ends it without a word, as a fault would. */
  async dies() {
    await this.program.stop("SIGKILL");
  }

  /** Starts it again, on what is on the disk. */
  async comesBack() {
    this.program = await start(this.settings);
  }

  async stop() {
    await this.program.stop();
  }

  /** What the doctor says of this set-up: how each thing is that it looks at. */
  async examine(): Promise<Check[]> {
    // It ends with a failure when it has found a problem, which is for the test to judge.
    const ended = run(binary(), ["doctor", "--json"], { env: await variables(this.settings) }).catch((error) => error);
    return JSON.parse((await ended).stdout).checks;
  }
}

async function start(settings: Settings): Promise<Program> {
  return Program.start([binary()], await variables(settings), /"message":"ready"/);
}

function binary(): string {
  const binary = process.env.BIENVENUE_BIN;
  if (!binary) throw new Error("BIENVENUE_BIN is not set; run the tests with: cargo xtask e2e");
  return binary;
}

/** The settings that an operator installs: only names, ports and the account at the mail server are others. */
async function variables({ certificate, dataDir, port, publicUrl, smtpUrl }: Settings): Promise<NodeJS.ProcessEnv> {
  const file = await fromDeploy("bienvenue.env.example", [
    ["https://accounts.example.org", publicUrl],
    ["127.0.0.1:5000", `127.0.0.1:${port}`],
    ["/var/lib/bienvenue", dataDir],
    ["smtps://accounts%40example.org:PASSWORD@mail.example.org:465", smtpUrl],
  ]);
  // All tests come from one network.
  const names = ["SIGN_UPS", "MAIL_REQUESTS", "RESET_PAUSE"];
  const limits = Object.fromEntries(names.map((name) => [`BIENVENUE_LIMIT_${name}`, "1000/1h"]));
  const settings = [...file.matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]);
  return environment({ ...Object.fromEntries(settings), ...limits, SSL_CERT_FILE: certificate.certificate });
}
