// What an operator is told about the set-up that docs/production.md describes.
import { expect, test } from "./support";

test("the doctor finds everything well behind this proxy", async ({ bench }) => {
  const checks = await bench.service.examine();
  // Port 80 is the machine's own, so whatever listens there is none of the proxy under test.
  const others = checks.filter(({ name }) => name !== "plain-http").map(({ name, status }) => [name, status]);
  expect(Object.fromEntries(others), JSON.stringify(checks)).toEqual({
    settings: "ok",
    "data-directory": "ok",
    database: "ok",
    mail: "ok",
    service: "ok",
    "public-url": "ok",
    hsts: "ok",
    // It asks from the machine of the proxy here, so it can't tell the two apart, and says so.
    "client-address": "warning",
    "forged-address": "ok",
  });
});

test("the doctor says that the mail server is away, and nothing of its password", async ({ bench }) => {
  await bench.mails.leave();
  const checks = await bench.service.examine();
  await bench.mails.come();
  const mail = checks.find(({ name }) => name === "mail");
  expect(mail).toMatchObject({ status: "problem", message: expect.stringContaining("could not be reached") });
  expect(JSON.stringify(checks)).not.toContain("s3cret");
});
