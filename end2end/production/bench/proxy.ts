// The proxies, each with the very file that an operator takes from `deploy`: only names, ports and files are others.
import { writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import type { Certificate } from "./certificate";
import { fromDeploy } from "./deploy";
import { Program, environment } from "./program";

export type Kind = "nginx" | "caddy";

export type Ports = { http: number; https: number; service: number };

/** Starts a proxy whose files are in this directory. */
export async function startProxy(kind: Kind, directory: string, ports: Ports, certificate: Certificate) {
  return kind === "nginx" ? nginx(directory, ports, certificate) : caddy(directory, ports, certificate);
}

async function nginx(directory: string, ports: Ports, { certificate, key }: Certificate): Promise<Program> {
  const site = await fromDeploy("nginx.conf", [
    // Not every machine that runs tests has IPv6.
    [/^ *listen \[::\].*\n/gm, ""],
    ["listen 80;", `listen 127.0.0.1:${ports.http};`],
    ["listen 443 ", `listen 127.0.0.1:${ports.https} `],
    ["127.0.0.1:5000", `127.0.0.1:${ports.service}`],
    ["/etc/letsencrypt/live/accounts.example.org/fullchain.pem", certificate],
    ["/etc/letsencrypt/live/accounts.example.org/privkey.pem", key],
    ["https://accounts.example.org", `https://localhost:${ports.https}`],
    ["accounts.example.org", "localhost"],
  ]);
  await writeFile(join(directory, "site.conf"), site);
  const bodies = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const temporary = bodies.map((name) => `${name}_temp_path ${directory};`);
  const main = `daemon off; pid ${directory}/nginx.pid; error_log stderr notice;
    ${userInfo().uid === 0 ? "user root;" : ""}
    events { worker_connections 1024; }
    http { access_log off; ${temporary.join(" ")} include ${directory}/site.conf; }`;
  await writeFile(join(directory, "nginx.conf"), main);
  const command = ["nginx", "-p", directory, "-c", join(directory, "nginx.conf"), "-e", "stderr"];
  return Program.start(command, environment(), /start worker process /);
}

async function caddy(directory: string, ports: Ports, { certificate, key }: Certificate): Promise<Program> {
  const file = await fromDeploy("Caddyfile", [
    ["http_port 80", `http_port ${ports.http}`],
    ["https_port 443", `https_port ${ports.https}`],
    ["/var/lib/caddy/admin.sock", join(directory, "admin.sock")],
    ["tls admin@example.org", `tls ${certificate} ${key}`],
    ["127.0.0.1:5000", `127.0.0.1:${ports.service}`],
    ["https://accounts.example.org", `https://localhost:${ports.https}`],
    ["accounts.example.org", "localhost"],
  ]);
  const path = join(directory, "Caddyfile");
  await writeFile(path, file);
  const home = environment({ HOME: directory, XDG_DATA_HOME: directory, XDG_CONFIG_HOME: directory });
  return Program.start(["caddy", "run", "--config", path], home, /serving initial configuration/);
}
