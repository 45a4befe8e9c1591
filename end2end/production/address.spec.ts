// From where a request comes: the client's own address, through the proxy, whatever the client says about it.
import { expect, test } from "./support";

// Every address that begins with 127 is this machine's on Linux, so a client can have another one than the proxy.
const CLIENT = "127.9.8.7";
const FORGED = "203.0.113.7";
const FORGERIES = [
  `X-Forwarded-For: ${FORGED}`,
  `X-Forwarded-For: ${FORGED}, 127.0.0.1`,
  `Forwarded: for=${FORGED}`,
  `X-Real-IP: ${FORGED}`,
  `Client-IP: ${FORGED}`,
];

test("the service sees the client, not the proxy, and not whom the client pretends to be", async ({ bench }) => {
  const seen = async (...args: string[]) =>
    JSON.parse((await bench.curl("--interface", CLIENT, ...args, `${bench.publicUrl}/connection`)).body).address;
  expect(await seen()).toBe(CLIENT);
  for (const forgery of FORGERIES) expect(await seen("--header", forgery), forgery).toBe(CLIENT);
  const twice = FORGERIES.flatMap((forgery) => ["--header", forgery]);
  expect(await seen(...twice, ...twice)).toBe(CLIENT);
});

test("who comes past the proxy can't pretend to have come through it", async ({ bench }) => {
  for (const forgery of FORGERIES) {
    const { body } = await bench.curl("--interface", CLIENT, "--header", forgery, `${bench.service.url}/connection`);
    expect(JSON.parse(body).address, forgery).toBe(CLIENT);
  }
});
