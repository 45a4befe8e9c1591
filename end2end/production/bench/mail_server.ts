// A mail server that keeps what it is given. It wants TLS and an account, and can be away for a while.
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import PostalMime from "postal-mime";
import { SMTPServer } from "smtp-server";
import { Arrivals } from "./arrivals";
import type { Certificate } from "./certificate";
import { freePort } from "./program";

/** TLS from the first byte, or before anything that matters. */
export type Security = "smtps" | "smtp";

/** A mail as a mail program shows it. */
export type Mail = {
  /** Whom the mail server was told to bring it to. */
  to: string;
  from: string;
  subject: string;
  text: string;
  html?: string;
  /** The link that the mail is about; in the HTML, it is the button's. */
  link?: URL;
  /** What is secret in it, after its `#`. */
  token?: string;
  /** What can be typed instead. */
  code?: string;
};

// With what has a meaning in a URL, as passwords of mail accounts have.
const USER = "accounts@example.org";
const SECRET = "s3cret/with:signs@it";

export class MailServer {
  private readonly mails = new Arrivals<Mail>((mail) => `${mail.subject}, to ${mail.to}`);
  private server?: SMTPServer;

  private constructor(
    private readonly security: Security,
    private readonly port: number,
    private readonly tls: { cert: Buffer; key: Buffer },
  ) {}

  /** Makes a mail server that is away until it is told to come. */
  static async prepare({ certificate, key }: Certificate, security: Security = "smtps"): Promise<MailServer> {
    const tls = { cert: await readFile(certificate), key: await readFile(key) };
    return new MailServer(security, await freePort(), tls);
  }

  /** How it is used, account included. */
  get url(): string {
    return `${this.security}://${encodeURIComponent(USER)}:${encodeURIComponent(SECRET)}@localhost:${this.port}`;
  }

  async come() {
    const server = new SMTPServer({
      ...this.tls,
      secure: this.security === "smtps",
      closeTimeout: 1,
      onAuth: ({ username, password }, _, done) =>
        username === USER && password === SECRET ? done(null, { user: USER }) : done(new Error("no such account")),
      onData: (stream, { envelope }, done) => {
        const recipients = envelope.rcptTo.map(({ address }) => address);
        this.take(stream, recipients).then(() => done(), done);
      },
    });
    // A client that does not like the certificate, or is killed in the middle of a word, is no matter of the server's.
    server.on("error", () => {});
    server.listen(this.port, "127.0.0.1");
    await once(server.server, "listening");
    this.server = server;
  }

  /** Goes away in the middle of whatever was being said. */
  async leave() {
    await new Promise<void>((resolve) => (this.server ? this.server.close(resolve) : resolve()));
    this.server = undefined;
  }

  /** The next mail to this address with such a subject. */
  next(to: string, subject: RegExp): Promise<Mail> {
    return this.mails.take(`${subject}, to ${to}`, (mail) => mail.to === to && subject.test(mail.subject));
  }

  /** The mails that have come and nobody has asked for. */
  get rest(): readonly Mail[] {
    return this.mails.rest;
  }

  private async take(stream: NodeJS.ReadableStream, recipients: string[]) {
    const mail = await read(await buffer(stream));
    for (const to of recipients) this.mails.add({ ...mail, to });
  }
}

async function read(bytes: Buffer): Promise<Omit<Mail, "to">> {
  const { from, subject = "", text = "", html } = await PostalMime.parse(bytes);
  const [link] = [...text.matchAll(/https?:\/\/\S+#\S+/g)].map(([address]) => new URL(address));
  const token = new URLSearchParams(link?.hash.slice(1)).get("code") ?? undefined;
  const code = text.match(/^[2-9A-Z]{4}-[2-9A-Z]{4}$/m)?.[0];
  return { from: from?.address ?? "", subject, text, html, link, token, code };
}
