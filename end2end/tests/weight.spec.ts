// What has to arrive before there is something to read.
import { expect, test } from "./support";

test("the first paint needs less than 50 kB, and no script", async ({ page, complaints }) => {
  complaints.expect(/\.(js|wasm)/);
  await page.route(/\.(js|wasm)$/, (route) => route.abort());
  const arrived: [string, number][] = [];
  page.on("requestfinished", async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    arrived.push([new URL(request.url()).pathname, responseBodySize + responseHeadersSize]);
  });
  await page.goto("/login");
  await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
  const paints = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint").length);
  expect(paints, "it was painted").toBe(1);
  const paths = arrived.map(([path]) => path).filter((path) => path !== "/favicon.svg");
  expect(paths.sort()).toEqual(["/login", expect.stringMatching(/^\/pkg\/.*\.css$/), "/wordmark.svg"]);
  expect(arrived.reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(50_000);
});
