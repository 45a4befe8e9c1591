// That the colours can be told apart, in every mode (WCAG 1.4.3, 1.4.11).
import type { Page } from "@playwright/test";
import { expect, test } from "./support";

const TEXT = [
  ["ink", "paper"],
  ["ink", "surface"],
  ["ink", "problem-paper"],
  ["ink", "success-paper"],
  ["ink", "accent-paper"],
  ["ink-soft", "paper"],
  ["ink-soft", "surface"],
  ["accent", "paper"],
  ["accent", "surface"],
  ["accent", "accent-paper"],
  ["accent-strong", "surface"],
  ["on-accent", "accent"],
  ["on-accent", "accent-strong"],
  ["problem", "surface"],
  ["problem", "problem-paper"],
  ["surface", "problem"],
  ["success", "success-paper"],
];
/** Outlines of fields and buttons, and the ring around what has the focus. */
const LINES = [
  ["outline", "paper"],
  ["outline", "surface"],
  ["accent", "paper"],
  ["accent", "surface"],
  ["problem", "surface"],
];

/** The contrast of two of the style's colours, as WCAG 2.2 defines it. */
function contrast(page: Page, [one, other]: string[]): Promise<number> {
  return page.evaluate(
    ([one, other]) => {
      const luminance = (name: string) => {
        const probe = document.createElement("span");
        document.body.append(probe);
        probe.attributeStyleMap.set("color", `var(--${name})`);
        const channels = getComputedStyle(probe).color.match(/[\d.]+/g)!.slice(0, 3).map(Number);
        probe.remove();
        const [red, green, blue] = channels
          .map((channel) => channel / 255)
          .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
      return (light + 0.05) / (dark + 0.05);
    },
    [one, other],
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  for (const more of ["no-preference", "more"] as const) {
    test(`colours can be told apart: ${colorScheme}, contrast ${more}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, contrast: more });
      await page.goto("/");
      for (const pair of TEXT) {
        expect(await contrast(page, pair), pair.join(" on ")).toBeGreaterThanOrEqual(4.5);
      }
      for (const pair of LINES) {
        expect(await contrast(page, pair), pair.join(" beside ")).toBeGreaterThanOrEqual(more === "more" ? 4.5 : 3);
      }
    });
  }
}
