import { describe, expect, it } from "vitest";
import { renderTestReport } from "../../src/testing/render.ts";
import { isPassed, testsFailedError } from "../../src/testing/test-report.ts";
import { ID, structureOf } from "./gate-support.ts";
import { FAILURE, PAGE, PICTURE, testReport } from "./report-support.ts";

describe("a test report", () => {
  it("that booted states how long it took, and on which version", () => {
    const text = renderTestReport(
      testReport([], { phases: { queued: 62, setup: 8, running: 1.5 } }),
    );
    expect(text).toMatch(/\b1 min 2 s\b.*\b8\.0 s\b.*\b1\.5 s\b/);
    expect(text).toContain(`(\`acme/hotdog\` \`${ID.slice(0, 12)}\`)`);
  });

  it("that did not start has the reason, the fix, and the log", () => {
    const text = renderTestReport(
      testReport([], {
        verdict: "setup failed",
        log: ["loading", "KeyError: 'unet'"],
        cause: { code: "broken", message: "setup() failed.", hint: "Look at it." },
      }),
    );
    expect(text).toMatch(/^\*\*.*\bsetup failed\*\*/);
    expect(text).toContain(`[\`prediction\`](${PAGE})`);
    expect(text).toContain("setup() failed. Look at it.");
    expect(text).toContain("```text\nloading\nKeyError: 'unet'\n```");
  });

  it("that made no prediction has no link", () => {
    const text = renderTestReport(
      testReport([], { verdict: "disabled", phases: undefined, url: undefined }),
    );
    expect(text).toMatch(/^\*\*.*\bdisabled\*\*/);
    expect(text).not.toMatch(/prediction|undefined/);
  });

  it("has a row for each case", () => {
    const text = renderTestReport(
      testReport([
        {},
        { name: "fails", failures: [FAILURE] },
        { name: "none", phases: undefined, url: undefined },
      ]),
    );
    expect(text).toContain(`| [\`greets\`](${PAGE}) | passed | 5.0 s | 2.0 s |`);
    expect(text).toContain(`| [\`fails\`](${PAGE}) | **failed** | 5.0 s | 2.0 s |`);
    expect(text).toContain("| `none` | passed | – | – |");
  });

  it("shows the input, the expected and the actual output, the log, and the page of a failed case", () => {
    const text = renderTestReport(
      testReport([{ failures: [FAILURE, FAILURE], log: ["one", "two"] }]),
    );
    expect(text).toContain("<summary>Failed: <code>greets</code></summary>");
    expect(text).toContain('Inputs:\n\n```json\n{\n  "prompt": "hi"\n}\n```');
    expect(text).toContain("expected: exactly a\ngot: b\n\nexpected: exactly a\ngot: b");
    expect(text).toContain("Output:\n\n```text\nhello\n```");
    expect(text).toContain("Log:\n\n```text\none\ntwo\n```");
    expect(text).toContain(`Prediction:\n\n[\`${PAGE}\`](${PAGE})`);
  });

  it.each([[undefined], [null]])("leaves an output out that is %j", (output) => {
    expect(renderTestReport(testReport([{ failures: [FAILURE], output }]))).not.toContain(
      "Output:",
    );
  });

  it("shows an output that is false or empty", () => {
    expect(renderTestReport(testReport([{ failures: [FAILURE], output: false }]))).toContain(
      "json\nfalse",
    );
    expect(renderTestReport(testReport([{ failures: [FAILURE], output: "" }]))).toContain(
      "Output:",
    );
  });

  it("shows the question to a judge, and its answer", () => {
    const transcript = ["Question to acme/judge: a bird", "- no: cat", "- no: dog"];
    const text = renderTestReport(testReport([{ transcript }]));
    expect(text).toContain("<summary>Judge's verdict: <code>greets</code></summary>");
    expect(text).toContain("Question to acme/judge: a bird\n- no: cat\n- no: dog");
  });

  it("limits the failed cases that its error names", () => {
    const cases = Array.from({ length: 300 }, () => ({ failures: [FAILURE] }));
    const [problem] = testsFailedError(testReport(cases), "Nothing was pushed.").problems;
    const lines = problem?.message.split("\n") ?? [];
    expect(lines.filter((line) => line.startsWith("- greets: "))).toHaveLength(20);
    expect(lines.at(-1)).toMatch(/\b280\b/);
  });

  it("has passed when it booted and no case failed", () => {
    expect(isPassed(testReport([{}]))).toBe(true);
    expect(isPassed(testReport([]))).toBe(true);
    expect(isPassed(testReport([{}, { failures: [FAILURE] }]))).toBe(false);
    expect(isPassed(testReport([{}], { verdict: "stuck" }))).toBe(false);
  });
});

describe("pictures of a case", () => {
  it("are side by side with those before", () => {
    const before = { kind: "succeeded", output: ["https://replicate.delivery/old.png"] } as const;
    const text = renderTestReport(testReport([{ output: [PICTURE], before }]));
    expect(text).toContain("| Before | After |");
    expect(text).toMatch(/\| <img src="\S+old\.png" [^|]*> \| <img src="\S+a\.png" [^|]*> \|/);
  });

  it("are four at most, and nothing else", () => {
    const output = [...Array.from({ length: 9 }, () => PICTURE), "https://a.example/x.mp3"];
    const text = renderTestReport(testReport([{ output: { deep: output } }]));
    expect(text.match(/<img /g)).toHaveLength(4);
    expect(renderTestReport(testReport([{ output: "https://a.example/x.svg" }]))).not.toContain(
      "<img",
    );
    expect(renderTestReport(testReport([{ output: "data:image/png;base64,AAAA" }]))).not.toContain(
      "<img",
    );
  });

  it("are shown with the reason when there are none before", () => {
    const text = renderTestReport(
      testReport([{ output: PICTURE, before: { kind: "failed", error: "it was refused" } }]),
    );
    expect(text).toContain("| – | <img ");
    expect(text).toContain(": `it was refused`");
  });

  it.each([
    [
      "https://replicate.delivery/a%20b.png?x=a%2Fb",
      "https://replicate.delivery/a%20b.png?x=a%2Fb",
    ],
    ["https://replicate.delivery/a b.png", "https://replicate.delivery/a%20b.png"],
    ["https://replicate.delivery/é.png", "https://replicate.delivery/%C3%A9.png"],
    ["https://replicate.delivery/a.png?a=1&b=2", "https://replicate.delivery/a.png?a=1&b=2"],
  ])("keep the address that they have: %s", (output, address) => {
    expect(renderTestReport(testReport([{ output }]))).toContain(`<img src="${address}"`);
  });

  it.each([
    'https://a.example/"onload="alert(1).png',
    "https://a.example/'><script>alert(1)</script>.png",
    "https://a.example/a.png?x=|b|c",
    "https://a.example/a.png#`b`",
    "https://a.example/a  b.png",
    'https://a.example/a.png?x="><h1>b</h1>',
  ])("can't break out of their place: %s", (output) => {
    for (const before of [undefined, { kind: "succeeded", output: PICTURE } as const]) {
      const [ordinary, hostile] = [PICTURE, output].map((one) =>
        structureOf(renderTestReport(testReport([{ output: one, before }]))),
      );
      expect(hostile).toEqual(ordinary);
    }
    const html = renderTestReport(testReport([{ output }]));
    expect(html.match(/<img [^>]*>/)?.[0]).toMatch(
      /^<img src="[^"\s<>|]*" width="256" alt="output">$/,
    );
  });
});

describe("an output beside the one before", () => {
  it("is the same", () => {
    const text = renderTestReport(
      testReport([{ output: { a: 1 }, before: { kind: "succeeded", output: { a: 1 } } }]),
    );
    expect(text).toMatch(/<summary>.*<code>greets<\/code><\/summary>/);
    expect(text.match(/^`+json$/gm)).toHaveLength(1);
  });

  it("is another", () => {
    const text = renderTestReport(
      testReport([{ output: "new", before: { kind: "succeeded", output: "old" } }]),
    );
    expect(text).toContain("Before:\n\n```text\nold\n```\n\nAfter:\n\n```text\nnew\n```");
  });

  it("is alone", () => {
    const text = renderTestReport(
      testReport([{ output: "new", before: { kind: "failed", error: "no version before" } }]),
    );
    expect(text).toContain("Before:\n\n`no version before`\n\nAfter:\n\n```text\nnew");
  });
});
