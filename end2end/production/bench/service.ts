// The service as an operator runs it: behind a proxy, with a mail server and a directory for its data.
import type { Certificate } from "./certificate";
import { Program, environment } from "./program";

export type Settings = {
  certificate: Certificate;
  dataDir: string;
  /** Where it listens, for the proxy. */
  port: number;
  publicUrl: string;
  smtpUrl: string;
};

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
}

function start({ certificate, dataDir, port, publicUrl, smtpUrl }: Settings): Promise<Program> {
  const binary = process.env.BIENVENUE_BIN;
  if (!binary) throw new Error("BIENVENUE_BIN is not set; run the tests with: cargo xtask e2e");
  const mail = ["--mail-from", `Bienvenue <${SENDER}>`];
  const network = ["--listen", `127.0.0.1:${port}`, "--public-url", publicUrl, "--trusted-proxy", "127.0.0.1/32"];
  const command = [binary, "--mode", "production", "--data-dir", dataDir, "--log-format", "json", ...mail, ...network];
  // Secrets belong into variables: command lines can be read by every user of a machine.
  const secrets = { BIENVENUE_SMTP_URL: smtpUrl, SSL_CERT_FILE: certificate.certificate };
  return Program.start(command, environment(secrets), /"message":"ready"/);
}
