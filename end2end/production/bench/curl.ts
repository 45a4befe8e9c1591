// curl, as an operator or a program would use it.
import type { Certificate } from "./certificate";
import { environment, run } from "./program";

export type Answer = { status: number; headers: string; body: string };

/** Runs curl with these arguments; it trusts the certificate, and only that. */
export type Curl = (...args: string[]) => Promise<Answer>;

const SEPARATOR = "\n--- ";

export function curlThatTrusts({ certificate }: Certificate): Curl {
  return async (...args) => {
    const always = ["--silent", "--show-error", "--cacert", certificate, "--dump-header", "-"];
    const { stdout } = await run("curl", [...always, "--write-out", `${SEPARATOR}%{http_code}`, ...args], {
      env: environment(),
    });
    const [answer, status] = stdout.split(SEPARATOR);
    const end = answer.indexOf("\r\n\r\n");
    return { status: Number(status), headers: answer.slice(0, end).toLowerCase(), body: answer.slice(end + 4) };
  };
}

/** Fields of a form, as arguments. */
export function form(fields: Record<string, string>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
}
