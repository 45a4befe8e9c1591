// What the proxy does before the service sees a request, and what it must leave alone.
import { form } from "./bench/curl";
import { PASSWORD, expect, test } from "./support";

test("what is asked for unencrypted is redirected, what is sent unencrypted is refused", async ({ bench }) => {
  const { curl, plainUrl, publicUrl, mails } = bench;
  for (const method of [["--get"], ["--head"]]) {
    const answer = await curl(...method, `${plainUrl}/login?next=%2Faccount`);
    expect(answer.status).toBe(308);
    expect(answer.headers).toContain(`location: ${publicUrl}/login?next=%2faccount`);
  }
  const fields = form({ email: "unencrypted@example.org", password: PASSWORD });
  for (const path of ["/users", "/sessions", "/api/login"]) {
    expect((await curl(...fields, `${plainUrl}${path}`)).status).toBe(403);
  }
  expect((await curl("--request", "DELETE", `${plainUrl}/sessions`)).status).toBe(403);
  expect(mails.rest.filter(({ to }) => to.startsWith("unencrypted"))).toEqual([]);
});

test("clients get HTTP/2 and the service's own security headers, and no old TLS", async ({ bench }) => {
  const { curl, publicUrl } = bench;
  const page = await curl("--header", "Accept: text/html", `${publicUrl}/login`);
  expect(page.headers).toMatch(/^http\/2 200/);
  expect(page.headers).toMatch(/\r\ncontent-security-policy: .*nonce-/);
  expect(page.headers).toContain("\r\nx-content-type-options: nosniff");
  expect(page.headers.match(/\r\nstrict-transport-security: /g)).toHaveLength(1);
  const old = curl("--tls-max", "1.1", "--ciphers", "DEFAULT@SECLEVEL=0", publicUrl);
  await expect(old).rejects.toThrow(/alert protocol version/);
});

test("clients that know no cipher with forward secrecy are not served, and all others are", async ({ bench }) => {
  const { curl, publicUrl } = bench;
  const old = (ciphers: string) => curl("--tls-max", "1.2", "--ciphers", `${ciphers}@SECLEVEL=0`, publicUrl);
  // A key exchange without forward secrecy; with it, but encryption that is not authenticated, or finite fields.
  for (const ciphers of ["kRSA", "ECDHE+AES+SHA", "ECDHE+SHA256:!AESGCM:!CHACHA20", "DHE"]) {
    await expect(old(ciphers), ciphers).rejects.toThrow(/handshake failure/);
  }
  expect((await old("ECDHE+AESGCM")).status).toBe(200);
});

test("everybody may know that the service runs, and whether it is ready is for operators", async ({ bench }) => {
  const { curl, publicUrl } = bench;
  expect((await curl(`${publicUrl}/healthz`)).status).toBe(200);
  const ready = await curl(`${publicUrl}/readyz`);
  expect(ready.status).toBe(404);
  expect(ready.body).not.toContain("checks");
  const hsts = /\r\nstrict-transport-security: max-age=31536000; includesubdomains/g;
  expect(ready.headers.match(hsts), "the proxy's own answer has it, too").toHaveLength(1);
});

test("a body that is too large is refused by the service in its own words", async ({ bench, kind }) => {
  const { curl, publicUrl } = bench;
  const send = (bytes: number) => curl(...form({ email: "x".repeat(bytes) }), `${publicUrl}/users`);
  const large = await send(20_000);
  expect(large.status).toBe(413);
  expect(JSON.parse(large.body)).toEqual({ message: "the body is larger than 16 KiB" });
  if (kind === "nginx") {
    const huge = await send(100_000);
    expect(huge.status).toBe(413);
    expect(huge.body, "nginx keeps bodies until they are whole, but not such ones").toContain("nginx");
  }
});

test("forms of older browsers, which say only from where they come, are told from other sites'", async ({ bench }) => {
  const { curl, publicUrl } = bench;
  const fields = form({ email: "nobody@example.org", password: PASSWORD });
  const from = (origin: string) => curl("--header", `Origin: ${origin}`, ...fields, `${publicUrl}/sessions`);
  expect((await from(publicUrl)).status, "ours, but nobody has this account").toBe(401);
  expect((await from("https://evil.example")).status).toBe(403);
});
