import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { type Picture, type Plan, paint, scripts } from "../../dev/sandbox/server.ts";
import { readPictures } from "../../src/testing/html/pictures.ts";
import { renderHtml } from "../../src/testing/html/render.ts";
import { codes, failure, type StepResult } from "../support/world.ts";
import { testReport as reportOf } from "../unit/testing/report-support.ts";
import { createVersionWorld, running, SERVED, testsOf, testVersion } from "./support.ts";

const SECRET = "a-secret-of-the-build";

async function page({ outputs }: StepResult): Promise<string> {
  return await readFile(outputs["report"] ?? "", "utf8");
}

async function picture(format: Picture["format"], grey: number): Promise<Buffer> {
  return Buffer.from(await paint({ width: 8, height: 8, rgb: [grey, grey, grey], format }));
}

describe("the page of the output report", () => {
  it("shows pictures before and after, and is still there after the post step", async () => {
    const world = await createVersionWorld();
    const [before, after] = [await picture("png", 9), await picture("webp", 200)];
    const urls = {
      before: world.sandbox.addOutput("before.png", before),
      after: world.sandbox.addOutput("after.webp", after),
    };
    world.sandbox.scriptModel("acme/hotdog", ({ version }) => ({
      output: version === SERVED ? urls.before : urls.after,
    }));
    const step = testVersion([{ inputs: {}, compare: true }]);

    const result = await world.run(step);
    await world.runner.post(world.step(step), result);

    const html = await page(result);
    const [first, second] = [...html.matchAll(/<img alt="(\w+)" src="([^"]*)">/g)];
    expect(first?.slice(1)).toEqual([
      "before",
      `data:image/png;base64,${before.toString("base64")}`,
    ]);
    expect(second?.slice(1)).toEqual([
      "after",
      `data:image/webp;base64,${after.toString("base64")}`,
    ]);
    const path = result.outputs["report"] ?? "";
    expect(dirname(path)).toBe(world.runner.temporary);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it("shows the picture of match_url next to a different one, when the step fails", async () => {
    const world = await createVersionWorld();
    const expected = await picture("png", 9);
    const match_url = world.sandbox.addOutput("expected.png", expected);
    const output = world.sandbox.addOutput("got.png", await picture("png", 250));

    const result = await world.run(testVersion([{ inputs: { output }, match_url }]));

    expect(result.outputs["status"]).toBe("failed");
    expect(
      (await page(result)).match(/<img alt="before" src="data:image\/png[^"]*">/)?.[0],
    ).toContain(expected.toString("base64"));
  });

  it("is written for a version that does not boot", async () => {
    const world = await createVersionWorld({ script: scripts.setupFails("no <weights>") });

    const result = await world.run(testVersion(undefined, { inputs: { "boot-check": "true" } }));

    expect(result.outputs["booted"]).toBe("false");
    expect(await page(result)).toContain("&#60;weights&#62;");
  });

  it("has the results of the test cases that ended before an error", async () => {
    const world = await createVersionWorld();
    const answer = { status: 403, body: { detail: "no" } };
    world.sandbox.fault({ method: "GET", path: "/v1/predictions/*", answer });
    const cases = [
      { name: "ended", inputs: { output: "a result" } },
      { name: "did not", inputs: { run: 600 } },
    ];

    const result = await world.run(testVersion(cases));

    expect(codes(failure(result))).toEqual(["request-failed"]);
    expect(await page(result)).toContain("a result");
    const passed = testsOf(result).map((one) => [one.name, one.passed]);
    expect(passed).toEqual([
      ["ended", true],
      ["did not", false],
    ]);
    expect(running(world)).toEqual([]);
  });

  it.each<[string, Plan, string]>([
    ["passes", { output: "fine" }, "promoted"],
    ["fails", { error: "CUDA <error>" }, "failed"],
  ])("has the prediction of a deployment's check that %s", async (_case, plan, status) => {
    const world = await createVersionWorld({ script: () => plan });

    const result = await world.run(
      testVersion(undefined, { inputs: { "deployment-check": "true" } }),
    );

    expect(result.outputs["status"]).toBe(status);
    expect(await page(result)).toContain(plan.error ? "CUDA &#60;error&#62;" : plan.output);
    expect(result.outputs).not.toHaveProperty("tests");
  });

  it("has the test cases, and not the check of the deployment after them", async () => {
    const world = await createVersionWorld();

    const result = await world.run(
      testVersion(
        [
          { name: "one", inputs: {} },
          { name: "another", inputs: {} },
        ],
        {
          inputs: { "deployment-check": "true" },
        },
      ),
    );

    expect((await page(result)).match(/<section>/g)).toHaveLength(2);
  });

  it("is not written when no prediction was run", async () => {
    const world = await createVersionWorld();

    const { outputs } = await world.run(testVersion(undefined));

    expect(outputs["status"]).toBe("promoted");
    expect(outputs).not.toHaveProperty("report");
  });

  it("escapes the text of models and test cases, and contains no secret", async () => {
    const world = await createVersionWorld();
    const hostile = `"><script>alert(1)</script><img src=x onerror='x'>`;

    const result = await world.run(
      testVersion(
        [
          { name: hostile, inputs: { output: hostile, [hostile]: SECRET }, exact_string: hostile },
          { name: "link", inputs: { output: "javascript:alert(1)" } },
        ],
        { inputs: { "secret-envs": "token=TOKEN" }, env: { TOKEN: SECRET } },
      ),
    );

    const html = await page(result);
    expect(html.match(/<(?!\/)[a-z!]+/gi)?.filter((tag) => /script|img|iframe/.test(tag))).toEqual(
      [],
    );
    expect(html.match(/href="(?!https?:)/)).toBeNull();
    expect(html).toContain("&#60;script&#62;");
    expect(html).not.toContain(SECRET);
  });
});

it("is smaller than 10 MB, however much text models and test cases have, and names what it leaves out", () => {
  const text = "\u4e16<".repeat(10_000);
  const before = { kind: "succeeded", output: text } as const;
  const one = { inputs: { text }, output: text, before, log: [text] };
  const cases = Array.from({ length: 300 }, () => one);

  const html = renderHtml(reportOf(cases), new Map());

  expect(Buffer.byteLength(html)).toBeLessThan(10_000_000);
  const shown = html.match(/<section>/g)?.length ?? 0;
  expect(shown).toBeGreaterThan(10);
  expect(html).toContain(`>${300 - shown} more `);
  const oneMore = renderHtml(reportOf(cases.slice(0, shown + 1)), new Map());
  expect(oneMore).toContain(">1 more ");
});

it("shows the inputs, both outputs, the times, and the log of a test case", () => {
  const before = { kind: "succeeded", output: "old output" } as const;
  const phases = { queued: 41, setup: 0, running: 42 };
  const one = {
    inputs: { text: "an input" },
    output: "new output",
    before,
    log: ["a log"],
    phases,
  };
  const html = renderHtml(reportOf([one]), new Map());
  for (const text of ["an input", "old output", "new output", "41.0 s", "42.0 s", "a log"])
    expect(html).toContain(text);
});

it("explains why a version does not boot, and how to fix it", () => {
  const html = renderHtml(reportOf([], { verdict: "setup failed", log: ["<boom>"] }), new Map());
  expect(html).toContain("<p>It is broken. Fix it.</p><pre>&#60;boom&#62;</pre>");
});

describe("pictures of the page", () => {
  const BIG = Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.alloc(4_000_000)]);
  const filesOf = (content: Buffer | undefined) => ({ bytes: async () => content });
  const cases = (...outputs: string[]) => reportOf(outputs.map((output) => ({ output }))).cases;
  const urls = (count: number) =>
    Array.from({ length: count }, (_, index) => `https://replicate.delivery/${index}.png`);

  it.each<readonly [string, Buffer | undefined]>([
    ["that can't be read", undefined],
    ["that is SVG, whatever its name", Buffer.from("<svg onload='x'/>")],
    ["that is empty", Buffer.alloc(0)],
  ])("leave out one %s", async (_what, content) => {
    expect(await readPictures(cases(...urls(1)), filesOf(content))).toEqual(new Map());
  });

  it("are read at the same time", async () => {
    const open: (() => void)[] = [];
    const bytes = () =>
      new Promise<undefined>((resolve) => {
        open.push(() => resolve(undefined));
        // The first one is answered after the others were asked for.
        if (open.length === 4) for (const end of open) end();
      });
    expect(await readPictures(cases(...urls(4)), { bytes })).toEqual(new Map());
  });

  it("stay below 10 MB in all", async () => {
    const report = reportOf([{ output: urls(4) }]);

    const found = await readPictures(report.cases, filesOf(BIG));

    expect(found.size).toBe(1);
    const html = renderHtml(report, found);
    expect(html).toContain(found.get("https://replicate.delivery/0.png"));
    expect(html.length).toBeLessThan(10_000_000);
  });

  it("are at most 8 of an output", async () => {
    const one = BIG.subarray(0, 30);
    const { cases: both } = reportOf([{ output: urls(9) }, { output: urls(10).slice(9) }]);
    expect((await readPictures(both, filesOf(one))).size).toBe(8 + 1);
  });

  it("count each time that the page shows them", async () => {
    const report = reportOf(Array.from({ length: 3 }, () => ({ output: urls(1) })));

    const found = await readPictures(report.cases, filesOf(BIG));

    expect(renderHtml(report, found).length).toBeLessThan(10_000_000);
  });

  it("are kept when the output contains them, in a type that can't contain scripts", async () => {
    const png = `data:image/png;base64,${BIG.subarray(0, 30).toString("base64")}`;
    const found = await readPictures(
      cases(png, "data:image/svg+xml;base64,PHN2Zy8+", `${png}" onerror="x`),
      filesOf(undefined),
    );

    expect([...found.keys()]).toEqual([png]);
  });
});
