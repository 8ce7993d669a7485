import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { paint } from "../../dev/sandbox/server.ts";
import { isRecord } from "../../src/lib/json.ts";
import { requireBrowser, TIMEOUT, useBrowser } from "../browser/support.ts";
import { createTrialWorld, SERVED, trial } from "./support.ts";

/** What a reader sees of the page, and what it has loaded. */
const SEEN = `{
  text: document.body.innerText,
  pictures: [...document.images].map(({ naturalWidth }) => naturalWidth),
  columns: [...document.querySelectorAll(".pair > div")].map((div) => div.getBoundingClientRect()),
  loaded: performance.getEntriesByType("resource").map(({ name }) => name),
  scripts: document.scripts.length,
  ran: Object.hasOwn(window, "ran"),
  isTooWide: document.documentElement.scrollWidth > innerWidth,
}`;

const program = requireBrowser();

describe.skipIf(!program)(
  "the page of the output report in a browser",
  { timeout: TIMEOUT },
  () => {
    const browser = useBrowser(program);

    it.each([1200, 400])("shows all of it at %i pixels, and loads nothing", async (width) => {
      const world = await createTrialWorld();
      const picture = async (side: number, format: "png" | "webp") =>
        Buffer.from(await paint({ width: side, height: side, rgb: [9, 9, 9], format }));
      const { sandbox } = world;
      const before = sandbox.addOutput("before.png", await picture(8, "png"));
      const after = sandbox.addOutput("after.webp", await picture(16, "webp"));
      const words = `<script>window.ran = 1</script><img src=x onerror="window.ran = 1"> ${"long".repeat(200)}`;
      sandbox.scriptModel("acme/hotdog", ({ version }) => ({
        output: version === SERVED ? before : after,
        logs: [words],
      }));
      const cases = [{ name: words.slice(0, 60), inputs: { text: words }, compare: true }];
      const { outputs } = await world.run(trial(cases));

      const page = await browser.open(pathToFileURL(outputs["report"] ?? "").href, width);

      const seen = await page.evaluate(SEEN);
      expect(seen).toMatchObject({
        text: expect.stringContaining(words.slice(0, 60)),
        pictures: [8, 16],
        loaded: [],
        scripts: 0,
        ran: false,
        isTooWide: false,
      });
      const columns = isRecord(seen) && Array.isArray(seen["columns"]) ? seen["columns"] : [];
      const [left, right] = columns.filter(isRecord);
      expect(left?.["top"]).toBe(right?.["top"]);
      expect(Number(left?.["right"])).toBeLessThanOrEqual(Number(right?.["left"]));
    });
  },
);
