// The service as an operator runs it: behind a proxy, with a mail server and a directory for its data.
import type { Certificate } from "./certificate";
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

  /** Ends it as a power cut would, and starts it again on what is on the disk. */
  async dies() {
    await this.program.stop("SIGKILL");
  }

  async comesBack() {
    this.program = await start(this.settings);
  }

  async stop() {
    await this.program.stop();
  }

  /** What the doctor says of this set-up: how each thing is that it looks at. */
  async examine(): Promise<Check[]> {
    const [binary, ...settings] = command(this.settings);
    const options = { env: variables(this.settings) };
    // It ends with a failure when it has found a problem, which is for the test to judge.
    const { stdout } = await run(binary, ["doctor", "--json", ...settings], options).catch((ended) => ended);
    return JSON.parse(stdout).checks;
  }
}

function start(settings: Settings): Promise<Program> {
  return Program.start([...command(settings), "--log-format", "json"], variables(settings), /"message":"ready"/);
}

function command({ dataDir, port, publicUrl }: Settings): string[] {
  const binary = process.env.BIENVENUE_BIN;
  if (!binary) throw new Error("BIENVENUE_BIN is not set; run the tests with: cargo xtask e2e");
  const network = ["--listen", `127.0.0.1:${port}`, "--public-url", publicUrl, "--trusted-proxy", "127.0.0.1/32"];
  return [binary, "--mode", "production", "--data-dir", dataDir, "--mail-from", `Bienvenue <${SENDER}>`, ...network];
}

/** Secrets belong into variables: command lines can be read by every user of a machine. */
function variables({ certificate, smtpUrl }: Settings): NodeJS.ProcessEnv {
  return environment({ BIENVENUE_SMTP_URL: smtpUrl, SSL_CERT_FILE: certificate.certificate });
}
