// A certificate for this machine, made for one run. It is signed by itself only: clients must be told to trust it.
import { join } from "node:path";
import { run } from "./program";

export type Certificate = { certificate: string; key: string };

/** Makes the certificate in a directory. */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const files = { certificate: join(directory, "certificate.pem"), key: join(directory, "key.pem") };
  const what = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  // One that could sign others would not be taken for a server's own.
  const use = ["-addext", "basicConstraints=critical,CA:FALSE"];
  await run("openssl", [...what, ...name, ...use, "-keyout", files.key, "-out", files.certificate]);
  return files;
}
