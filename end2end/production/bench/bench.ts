// Production on one machine: the service, a mail server, and a proxy before it if there is to be one.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "./certificate";
import { type Curl, curlThatTrusts } from "./curl";
import { MailServer, type Security } from "./mail_server";
import { freePort } from "./program";
import { type Kind, startProxy } from "./proxy";
import { Service } from "./service";

export type Bench = {
  /** What people open, and links in mails begin with. */
  publicUrl: string;
  /** The proxy's unencrypted door. */
  plainUrl: string;
  service: Service;
  mails: MailServer;
  curl: Curl;
};

/** Sets everything up, lets it be used, and takes it down again. */
export async function withBench(kind: Kind | undefined, security: Security, use: (bench: Bench) => Promise<void>) {
  const directory = await mkdtemp(join(tmpdir(), "bienvenue-"));
  const stops: (() => Promise<unknown>)[] = [() => rm(directory, { recursive: true })];
  try {
    const certificate = await makeCertificate(directory);
    const mails = await MailServer.prepare(certificate, security);
    await mails.come();
    stops.unshift(() => mails.leave());
    const ports = { http: await freePort(), https: await freePort(), service: await freePort() };
    const [publicUrl, plainUrl] = [`https://localhost:${ports.https}`, `http://localhost:${ports.http}`];
    const service = await Service.start({
      certificate,
      dataDir: join(directory, "data"),
      port: ports.service,
      publicUrl,
      smtpUrl: mails.url,
    });
    stops.unshift(() => service.stop());
    if (kind) {
      const proxy = await startProxy(kind, directory, ports, certificate);
      stops.unshift(() => proxy.stop());
    }
    await use({ publicUrl, plainUrl, service, mails, curl: curlThatTrusts(certificate) });
  } finally {
    for (const stop of stops) await stop();
  }
}
