import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { paint } from "../../dev/sandbox/server.ts";
import { demoPage } from "../../dev/scripts/demo-page.ts";
import { githubCard, githubPage } from "../../dev/scripts/github-page.ts";
import { renderHtml } from "../../src/testing/html/render.ts";
import { createVersionWorld, SERVED, testVersion as step } from "../gates/support.ts";
import { startStranger } from "../support/servers.ts";
import { FAILURE, testReport } from "../unit/testing/report-support.ts";
import { TEXTS } from "./summaries.ts";
import { overflowing, requireBrowser, TIMEOUT, useBrowser } from "./support.ts";

const program = requireBrowser();
const browser = useBrowser(program);
/** CSS pixels: the width of GitHub's column, and of a phone. */
const WIDTHS = [830, 390] as const;

/** Text from outside that would run, if a page did not escape it. */
const MARKUP = '<script>window.ran = 1</script><img src="/x" onerror="window.ran = 1">';

/** Serves a page on loopback; `requests` are those for anything else. */
async function serve(html: string) {
  const { origin, requests } = await startStranger((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(request.url === "/page" ? html : "");
  });
  const others = () => requests.map(({ url }) => url).filter((url) => url !== "/page");
  return { url: `${origin}/page`, others };
}

/** Adds what would load something from elsewhere, and waits until each has loaded or was refused. */
const LOAD = `Promise.all(
  [
    ["img", "src"], ["script", "src"], ["iframe", "src"], ["audio", "src"],
    ["link", "href", { rel: "stylesheet" }], ["object", "data"],
  ].map(([tag, attribute, more]) => new Promise((resolve) => {
    const element = Object.assign(document.createElement(tag), more);
    element.onload = element.onerror = resolve;
    document.addEventListener("securitypolicyviolation", resolve);
    element[attribute] = "/" + tag;
    document.body.append(element);
  })),
).then(() => fetch("/fetch")).catch(() => {}).then(() => true)`;

describe.skipIf(program === undefined)("the HTML report in a browser", () => {
  it(
    "shows the pictures of the step, before and after side by side",
    async () => {
      const world = await createVersionWorld();
      const picture = async (width: number, format: "png" | "webp") =>
        Buffer.from(await paint({ width, height: 40, rgb: [width % 256, 80, 160], format }));
      const [before, after] = [await picture(1200, "png"), await picture(64, "webp")];
      const urls = {
        before: world.sandbox.addOutput("before.png", before),
        after: world.sandbox.addOutput("after.webp", after),
      };
      world.sandbox.scriptModel("acme/hotdog", ({ version }) => ({
        output: version === SERVED ? urls.before : urls.after,
        logs: [MARKUP],
      }));
      const { outputs } = await world.run(step([{ inputs: { text: MARKUP }, compare: true }]));
      const { url, others } = await serve(await readFile(outputs["report"] ?? "", "utf8"));

      for (const width of WIDTHS) {
        const page = await browser.open(url, width);
        const images = `[...document.images].map(({ alt, naturalWidth }) => [alt, naturalWidth])`;
        expect(await page.evaluate(images)).toEqual([
          ["before", 1200],
          ["after", 64],
        ]);
        const isBeside = `(() => {
        const [left, right] = [...document.images].map((image) => image.closest(".pair > div").getBoundingClientRect());
        return left.top === right.top && left.right <= right.left && right.right <= innerWidth;
      })()`;
        expect(await page.evaluate(isBeside)).toBe(true);
        expect(await page.evaluate('[document.scripts.length, "ran" in window]')).toEqual([
          0,
          false,
        ]);
        expect(await overflowing(page)).toEqual([]);
      }
      expect(others()).toEqual([]);
    },
    TIMEOUT,
  );

  it(
    "loads no external resources, whatever is injected into it",
    async () => {
      const html = renderHtml(testReport([{}]), new Map());
      const guarded = await serve(html);
      const bare = await serve(html.replace(/<meta http-equiv[^>]*>/, ""));

      for (const { url } of [guarded, bare]) await (await browser.open(url, 830)).evaluate(LOAD);

      // Without the policy these would have loaded: the test can fail.
      expect(bare.others()).toEqual(
        expect.arrayContaining(["/img", "/script", "/iframe", "/fetch"]),
      );
      expect(guarded.others().filter((url) => url !== "/favicon.ico")).toEqual([]);
    },
    TIMEOUT,
  );

  it.each(WIDTHS)(
    "fits into %s pixels with the longest texts",
    async (width) => {
      const long = "x".repeat(3000);
      const report = testReport([
        { name: long, inputs: { [long]: long }, output: { url: `https://example.com/${long}` } },
        {
          failures: [{ ...FAILURE, expected: long }],
          log: [long],
          before: { kind: "failed", error: long },
        },
        { transcript: [long, long] },
      ]);
      const { url } = await serve(renderHtml(report, new Map()));

      expect(await overflowing(await browser.open(url, width))).toEqual([]);
    },
    TIMEOUT,
  );
});

describe.skipIf(program === undefined).each(WIDTHS)("what GitHub shows in %s pixels", (width) => {
  it.each(Object.entries(TEXTS))(
    "is not cut off: %s",
    async (_, markdown) => {
      const { url } = await serve(githubPage(githubCard(markdown, "")));
      const page = await browser.open(url, width);
      const cut = await overflowing(page);
      // Code scrolls, and has a button to copy it; nothing else does.
      expect(Array.isArray(cut) && cut.filter((text) => !/^PRE /.test(text))).toEqual([]);
      const headings = `[...document.querySelectorAll("h1, h2, h3, h4")].map((heading) => heading.textContent)`;
      expect(await page.evaluate(headings)).not.toContainEqual(
        expect.stringMatching(/[0-9a-f]{40}/),
      );
    },
    TIMEOUT,
  );
});

describe.skipIf(program === undefined)("the page of the demo", () => {
  it(
    "shows the report at full height, without cutting it off",
    async () => {
      const result = {
        ...{ code: 0, log: "", outputs: {}, summary: "", state: {}, path: [], errors: [] },
        ...{ warnings: [], notices: [], masks: [], files: {} },
      };
      const report = renderHtml(testReport([{}, {}]), new Map());
      const scene = { result, texts: { "job summary": TEXTS["push"] ?? "" }, report };
      const { url } = await serve(demoPage([{ title: "A", notice: "b", scene }]));
      const page = await browser.open(url, 830);
      const shown = `(() => {
      const { clientHeight, contentDocument } = document.querySelector("iframe");
      return contentDocument.body.textContent.includes("greets") && clientHeight >= contentDocument.documentElement.scrollHeight;
    })()`;
      expect(await page.evaluate(shown)).toBe(true);
    },
    TIMEOUT,
  );
});
