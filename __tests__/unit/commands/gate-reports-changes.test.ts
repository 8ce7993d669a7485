import { describe, expect, it } from "vitest";
import { NO_RESULTS, renderResults } from "../../../src/commands/results.ts";
import { compareSchemas, type SchemaChange } from "../../../src/compatibility/compare.ts";
import { describeFindings } from "../../../src/compatibility/finding.ts";
import { renderCompatibility } from "../../../src/compatibility/render.ts";
import type { MovedDeployment } from "../../../src/deployment/move.ts";
import { renderMove } from "../../../src/deployment/render.ts";
import {
  HOSTILE,
  ID,
  inputSchema,
  NEWLINES,
  OTHER_ID,
  structureOf,
} from "../testing/gate-support.ts";
import { API, FAILURE, shown, testReport } from "../testing/report-support.ts";

const ALL = [...HOSTILE, ...NEWLINES];

function change(some: Partial<SchemaChange> = {}): SchemaChange {
  return {
    part: "Input",
    name: "seed",
    before: "integer",
    after: undefined,
    verdict: "breaking",
    findings: [{ code: "removed", effect: "different" }],
    ...some,
  };
}

const ADDED = [{ code: "added", effect: "noted" }] as const;

const removed = (choice: string) =>
  [{ code: "choices-removed", about: choice, effect: "narrower" }] as const;

const rendered = (...changes: SchemaChange[]) =>
  renderCompatibility({ verdict: "breaking", changes });

describe("compatibility", () => {
  it("names a change of the inputs as a whole", () => {
    const before = inputSchema({ a: { type: "string" } });
    const Input = { type: "object", properties: { a: { type: "string" } }, minProperties: 1 };
    const after = { ...before, components: { schemas: { Input } } };
    expect(renderCompatibility(compareSchemas(before, after))).toContain("minProperties");
  });

  it("is a table of what has changed", () => {
    const text = rendered(
      change(),
      change({ name: "", part: "Output", verdict: "compatible", after: "x", findings: ADDED }),
      change({ name: "n", part: "TrainingInput" }),
    );
    const [gone, added] = [change().findings, ADDED].map(describeFindings);
    expect(text).toMatch(/^> \[!WARNING\]\n> [^\n]+\n\n\| [^|]+ \| [^|]+ \|\n\| --- \| --- \|\n/);
    expect(text.split("\n").slice(5)).toEqual([
      `| \`seed\`: \`integer\` | **breaking**: ${gone} |`,
      `| output (Output): \`integer\` → \`x\` | ${added} |`,
      `| \`n\` (TrainingInput): \`integer\` | **breaking**: ${gone} |`,
    ]);
  });

  it("states what it is compared with", () => {
    const found = { verdict: "compatible", changes: [change({ verdict: "compatible" })] } as const;
    expect(renderCompatibility(found, "v1.0").split("\n")[0]).toContain("v1.0");
  });

  it("shows 100 changes, and states how many more there are", () => {
    const text = rendered(...Array.from({ length: 130 }, (_, n) => change({ name: `i${n}` })));
    expect(text.match(/^\| `i\d+`/gm)).toHaveLength(100);
    expect(text.split("\n").at(-1)).toContain("30");
  });

  it("cuts long texts", () => {
    const long = "x".repeat(10_000);
    const text = rendered(
      change({ name: long, before: long, after: long, findings: removed(long) }),
    );
    expect(text.length).toBeLessThan(1000);
  });

  it("of the maximum size fits into a comment", () => {
    const long = "<|`>".repeat(100);
    const one = change({ name: long, before: long, after: long, findings: removed(long) });
    expect(rendered(...Array.from({ length: 200 }, () => one)).length).toBeLessThan(65_536);
  });
});

/** The tags without those of links: a bare address is one in any text, and is what it shows. */
const withoutLinks = (markdown: string) =>
  structureOf(markdown).filter((tag) => !/^<\/?a$/.test(tag));

/** Each link's text, and where it leads. */
const linksIn = (markdown: string) =>
  [...shown(markdown).matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, to = "", text]) => ({
    text,
    to: decodeURI(to),
  }));

describe.each(["name", "before", "after"] as const)("the %s of a change", (place) => {
  it.each(ALL)("does not change the table's structure with %s", (_, text) => {
    const [ordinary, hostile] = ["mustard", text].map((one) =>
      withoutLinks(rendered(change({ after: "x", [place]: one }))),
    );
    expect(hostile).toEqual(ordinary);
    for (const { text: label, to } of linksIn(rendered(change({ [place]: text }))))
      expect(label).toBe(to);
  });
});

/** A change as a real comparison makes it: a choice of the author's was removed. */
const withoutChoice = (choice: string) =>
  renderCompatibility(
    compareSchemas(
      inputSchema({ style: { type: "string", enum: [choice, "plain"] } }),
      inputSchema({ style: { type: "string", enum: ["plain"] } }),
    ),
  );

describe("a choice of the author's that was removed", () => {
  it.each(ALL)("does not change the table's structure with %s", (_, choice) => {
    expect(withoutLinks(withoutChoice(choice))).toEqual(withoutLinks(withoutChoice("mustard")));
  });

  // The escape of a sign is escaped by the author's own backslash before it: `\\<img src=x\>` is HTML.
  it.each([
    ["HTML", "\\<img src=x>", "<img", 0],
    ["a pipe", "a\\|b", "<code", 3],
  ])("does not change it with a backslash before %s either", (_, choice, tag, count) => {
    const tags = structureOf(withoutChoice(choice));
    expect(tags.filter((one) => one === tag)).toHaveLength(count);
  });
});

function serving(version: string): MovedDeployment["deployment"] {
  const release = {
    ...{ number: 4, model: "acme/hotdog", version, hardware: "gpu-t4" },
    ...{ minInstances: 0, maxInstances: 2 },
  };
  return { owner: "acme", name: "live", release };
}

const moved = (before: MovedDeployment["before"]): MovedDeployment => ({
  deployment: serving(ID),
  before,
});

describe("a deployment that was moved", () => {
  it("has the command for a rollback", () => {
    const text = renderMove(moved(serving(OTHER_ID)), API);
    expect(text).toContain("| Deployment | `acme/live` |\n| :-- | :-- |\n| Release | 4 |");
    const [serves, before] = [ID, OTHER_ID].map((id) => id.slice(0, 12));
    expect(text).toContain(`| Serves | \`${serves}\` |\n| Before | \`${before}\` |`);
    expect(text).toContain(`\nversion: ${OTHER_ID}\n`);
    expect(text).toContain(`curl -X PATCH ${API}/deployments/acme/live \\\n`);
    expect(text).toContain(`-d '{"version":"${OTHER_ID}"}'`);
    expect(text).toContain('"Authorization: Bearer $REPLICATE_API_TOKEN"');
  });

  it.each([
    ["created", undefined],
    ["there already", serving(ID)],
  ])("has no rollback when it was %s", (_, before) => {
    const text = renderMove(moved(before), API);
    expect(text).not.toMatch(/yaml|curl|Before|undefined/);
    expect(text).toContain("| Hardware | `gpu-t4` |");
  });
});

describe("what the gates found", () => {
  it("is empty when there was nothing", () => {
    expect(renderResults(NO_RESULTS, API)).toEqual([]);
  });

  it("has a section for each", () => {
    const compatibility = { verdict: "none", changes: [] } as const;
    const sections = renderResults(
      {
        compatibility: { kind: "compared", compatibility },
        tests: { kind: "tested", report: testReport([{}]) },
        deployment: { kind: "moved", isChecked: false, ...moved(serving(OTHER_ID)) },
        newer: [],
      },
      API,
    );
    expect(sections.map((text) => text.split("\n")[0])).toEqual([
      "#### Compatibility",
      "#### Tests",
      "#### Deployment",
    ]);
    expect(sections.join()).not.toContain("undefined");
  });

  it.each(["stuck", "setup failed", "preempted"] as const)(
    "has tags that are all closed: %s",
    (verdict) => {
      const tags = structureOf(
        renderResults(
          {
            ...NO_RESULTS,
            tests: {
              kind: "tested",
              report: testReport([{ failures: [FAILURE], log: ["a"] }], { verdict, log: ["b"] }),
            },
            deployment: { kind: "moved", isChecked: false, ...moved(serving(OTHER_ID)) },
            newer: [],
          },
          API,
        ).join("\n\n"),
      );
      for (const tag of ["details", "summary", "table", "pre"])
        expect(tags.filter((one) => one === `<${tag}`)).toHaveLength(
          tags.filter((one) => one === `</${tag}`).length,
        );
    },
  );
});
