// What somebody waits for on a slow phone: a fourth of this machine's speed, and a line of 1.6 Mbit/s whose answers take
// 150 ms to begin (Lighthouse's slow 4G).
import { expect, test } from "../tests/support";

/** Bytes a second. */
const [DOWN, UP] = [1_600_000 / 8, 750_000 / 8];
const LATENCY_MS = 150;
const SLOWER = 4;

/** Whatever else this machine does makes a load slower and never faster, so the fastest tells how fast it can be. */
const LOADS = 5;

/** Largest contentful paint and coming to life, in ms since the navigation began; and how much has moved. */
type Figures = { painted: number; hydrated: number; shift: number };

declare global {
  interface Window {
    figures: Figures;
  }
}

test("a slow phone on a slow line shows the sign-in page at once and brings it to life soon after", async ({ browser, server }) => {
  const loads: Figures[] = [];
  for (let load = 0; load < LOADS; load += 1) {
    // Each time as if for the first time.
    const context = await browser.newContext();
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send("Network.enable");
    await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: LATENCY_MS, downloadThroughput: DOWN, uploadThroughput: UP });
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOWER });
    await page.addInitScript(() => {
      const figures = (window.figures = { painted: 0, hydrated: 0, shift: 0 });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) figures.painted = entry.startTime;
      }).observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) figures.shift += (entry as unknown as { value: number }).value;
      }).observe({ type: "layout-shift", buffered: true });
      new MutationObserver(() => {
        if (document.documentElement.dataset.hydrated === "true") figures.hydrated ||= performance.now();
      }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-hydrated"] });
    });
    await page.goto(`${server}/login`);
    await page.waitForFunction(() => window.figures.hydrated > 0);
    loads.push(await page.evaluate(() => window.figures));
    await context.close();
  }
  const fastest = (figure: (load: Figures) => number) => Math.round(Math.min(...loads.map(figure)));
  const [painted, hydrated] = [fastest((load) => load.painted), fastest((load) => load.hydrated)];
  console.log(`the fastest of ${LOADS}: painted after ${painted} ms, alive after ${hydrated} ms`);
  expect(painted).toBeGreaterThan(LATENCY_MS);
  // 0.6 and 1.0 s on a machine that does nothing else. One that is shared was seen to be three times slower for a while.
  expect(painted).toBeLessThan(1_500);
  expect(hydrated).toBeLessThan(2_500);
  expect(loads.map((load) => load.shift)).toEqual(Array(LOADS).fill(0));
});
