// What has to arrive before there is something to read.
import type { Request } from "@playwright/test";
import { expect, test } from "./support";

test("the first paint needs less than 50 kB, and no script", async ({ page, complaints }) => {
  complaints.expect(/\.(js|wasm)/);
  await page.route(/\.(js|wasm)$/, (route) => route.abort());
  const finished: Request[] = [];
  page.on("requestfinished", (request) => finished.push(request));
  await page.goto("/login");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  // What has been laid out is painted with the next frame.
  const paints = () => page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length);
  await expect.poll(paints, "it is painted").toBe(1);
  const needed = finished.filter((request) => !request.url().endsWith("/favicon.svg"));
  expect(needed.map((request) => new URL(request.url()).pathname).sort()).toEqual(["/login", expect.stringMatching(/^\/pkg\/.*\.css$/), "/wordmark.svg"]);
  const sizes = await Promise.all(needed.map((request) => request.sizes()));
  const bytes = sizes.reduce((sum, { responseBodySize, responseHeadersSize }) => sum + responseBodySize + responseHeadersSize, 0);
  expect(bytes).toBeGreaterThan(1_000);
  expect(bytes).toBeLessThan(50_000);
});
