// Programs that tests need: started, listened to, and stopped.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { Arrivals } from "./arrivals";

export const run = promisify(execFile);

/**
 * The environment of programs: without our own variables, which are for the tests (the service would take them for
 * settings), and with the place where Debian keeps programs that are not for everybody's `PATH`.
 */
export function environment(more: Record<string, string> = {}): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith("BIENVENUE_"));
  return { ...Object.fromEntries(others), PATH: `${process.env.PATH}:/usr/sbin`, ...more };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** A running program, and what it says on its standard error. */
export class Program {
  readonly log = new Arrivals<string>((line) => line);
  private readonly ended: Promise<void>;

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => child.on("close", () => resolve()));
    createInterface({ input: child.stderr! }).on("line", (line) => this.log.add(line));
  }

  /** Starts a program; it is ready when it has said something that fits. */
  static async start(command: string[], env: NodeJS.ProcessEnv, isReady: RegExp): Promise<Program> {
    const [name, ...args] = command;
    const child = spawn(name, args, { env, stdio: ["ignore", "ignore", "pipe"] });
    const failed = once(child, "error").then(([error]) => {
      throw new Error(`${name} can't be started (${error.code}); is it installed?`);
    });
    const program = new Program(name, child);
    await Promise.race([program.says(isReady), failed]);
    return program;
  }

  /** The next line that fits. */
  async says(pattern: RegExp): Promise<string> {
    const ended = this.ended.then(() => {
      throw new Error(`${this.name} has ended before it said ${pattern}; it said:\n${this.log.rest.join("\n")}`);
    });
    return Promise.race([this.log.take(`${pattern} from ${this.name}`, (line) => pattern.test(line)), ended]);
  }

  async stop(signal: NodeJS.Signals = "SIGTERM") {
    this.child.kill(signal);
    await this.ended;
  }
}
