// The files that an operator installs.
import { readFile } from "node:fs/promises";

const DEPLOY = new URL("../../../deploy/", import.meta.url);

/** A file from `deploy`, with replacements, each of which must find something. */
export async function fromDeploy(name: string, replacements: [string | RegExp, string][]): Promise<string> {
  const original = await readFile(new URL(name, DEPLOY), "utf8");
  return replacements.reduce((text, [what, by]) => {
    const replaced = text.replaceAll(what, by);
    if (replaced === text) throw new Error(`deploy/${name} has no ${what} to replace`);
    return replaced;
  }, original);
}
