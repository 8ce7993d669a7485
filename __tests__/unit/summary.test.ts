import { describe, expect, it } from "vitest";
import {
  type PushOutcome,
  renderDryRun,
  renderEnsured,
  renderFailure,
  renderPush,
} from "../../src/commands/summary.ts";
import type { EnsuredModel } from "../../src/model/ensure-model.ts";
import { parseModel } from "../../src/replicate/parse.ts";
import { digest } from "./support.ts";

const ID = "5c7d".repeat(16);
const PREVIOUS = "0a1b".repeat(16);
const MODEL = {
  url: "https://replicate.com/acme/hotdog",
  owner: "acme",
  name: "hotdog",
  visibility: "private",
  latest_version: null,
};
const FOUND: EnsuredModel = { model: parseModel(MODEL), createdOn: undefined, updated: [] };

function outcome(changes: Partial<PushOutcome> = {}): PushOutcome {
  return {
    name: { owner: "acme", name: "hotdog" },
    ensured: FOUND,
    version: { id: ID, digest: `sha256:${ID}`, schema: undefined },
    findings: {},
    disk: undefined,
    isUnchanged: false,
    size: undefined,
    previousSize: undefined,
    cacheOutcome: { kind: "unused" },
    cogVersion: "0.22.0",
    apiUrl: "https://api.replicate.com/v1",
    phases: [],
    ...changes,
  };
}

const withPrevious = (id: string): EnsuredModel => ({
  ...FOUND,
  model: parseModel({ ...MODEL, latest_version: { id } }),
});

/** The second cell of the row with this first cell, or undefined when there is no such row. */
function row(markdown: string, title: string): string | undefined {
  const line = markdown.split("\n").find((text) => text.startsWith(`| ${title} | `));
  return line?.slice(`| ${title} | `.length, -" |".length);
}

describe("the summary of a push", () => {
  it("names the model and its new version, with links to both", () => {
    const text = renderPush(outcome());
    expect(text).toContain("[`acme/hotdog`](https://replicate.com/acme/hotdog)");
    expect(row(text, "Version")).toBe(
      `[\`${ID}\`](https://replicate.com/acme/hotdog/versions/${ID})`,
    );
    expect(text).toContain("A new version is live.");
    expect(row(text, "Cog")).toBe("`0.22.0`");
  });

  it("says what confirmed the version", () => {
    expect(row(renderPush(outcome()), "Confirmed by")).toBe("Replicate's API");
    const alone = renderPush(outcome({ ensured: undefined }));
    expect(row(alone, "Confirmed by")).toBe("the registry alone");
    expect(row(alone, "Version")).toContain("https://replicate.com/acme/hotdog/versions/");
  });

  it.each<[string, EnsuredModel, string]>([
    ["found", FOUND, "there already, private"],
    ["created", { ...FOUND, createdOn: "gpu-l40s" }, "created, private, on `gpu-l40s`"],
    [
      "brought into step",
      { ...FOUND, updated: ["description", "readme"] },
      "there already, private; updated `description`, `readme`",
    ],
  ])("says that the model was %s", (_, ensured, words) => {
    expect(row(renderPush(outcome({ ensured })), "Model")).toBe(words);
    expect(row(renderEnsured(ensured), "Model")).toBe(words);
  });

  it("names the previous version when there was another", () => {
    const text = renderPush(outcome({ ensured: withPrevious(PREVIOUS) }));
    expect(row(text, "Previous version")).toBe(`\`${PREVIOUS}\``);
  });

  it("says so when the push made no new version", () => {
    const text = renderPush(outcome({ ensured: withPrevious(ID) }));
    expect(text).toContain("The push made no new version");
    expect(text).not.toContain("A new version is live.");
    expect(row(text, "Previous version")).toBeUndefined();
  });

  const size = (total: number) => ({ size: total, layers: [{ digest: digest("a"), size: total }] });

  it.each<[string, Partial<PushOutcome>, string]>([
    ["alone", { size: size(1_500_000) }, "1.5 MB compressed"],
    [
      "and that it grew",
      { size: size(1_500_000), previousSize: size(1_000_000) },
      "1.5 MB compressed (+500.0 kB against the previous version)",
    ],
    [
      "and that it shrank",
      { size: size(1_500_000), previousSize: size(3_500_000) },
      "1.5 MB compressed (−2.0 MB against the previous version)",
    ],
    [
      "and that it stayed",
      { size: size(1_500_000), previousSize: size(1_500_000) },
      "1.5 MB compressed, as big as the previous version",
    ],
  ])("tells the image's size: %s", (_, sizes, words) => {
    expect(row(renderPush(outcome(sizes)), "Image")).toBe(words);
  });

  it("lists the five largest layers, the largest first", () => {
    const layers = [..."1234567"].map((hex, i) => ({ digest: digest(hex), size: (i + 1) * 1000 }));
    const text = renderPush(outcome({ size: { size: 28_000, layers } }));
    const listed = [...text.matchAll(/^\| `(sha256:\d+)` \| (.+) \|$/gm)].map(([, id, is]) => [
      id,
      is,
    ]);
    expect(listed).toEqual([
      ["sha256:777777777777", "7.0 kB"],
      ["sha256:666666666666", "6.0 kB"],
      ["sha256:555555555555", "5.0 kB"],
      ["sha256:444444444444", "4.0 kB"],
      ["sha256:333333333333", "3.0 kB"],
    ]);
    expect(layers.map(({ size: bytes }) => bytes)).toEqual([
      1000, 2000, 3000, 4000, 5000, 6000, 7000,
    ]);
  });

  it("tells the time of each phase", () => {
    const phases = [
      { name: "preflight", seconds: 0.44 },
      { name: "push", seconds: 125 },
    ];
    expect(row(renderPush(outcome({ phases })), "Time")).toBe("preflight 0.4 s, push 2 min 5 s");
  });

  it("has snippets to run this very version with curl, Python and JavaScript", () => {
    const text = renderPush(outcome());
    for (const language of ["sh", "python", "js"])
      expect(text).toMatch(new RegExp(`\`\`\`${language}\n[^\`]*${ID}[^\`]*\`\`\``));
    expect(text).toContain("https://api.replicate.com/v1/predictions");
  });

  it("leaves out the rows of what is not known, and never says undefined", () => {
    const text = renderPush(outcome({ ensured: undefined }));
    for (const title of ["Model", "Previous version", "Image", "Time"])
      expect(row(text, title)).toBeUndefined();
    expect(text).not.toContain("Largest layers");
    expect(text).not.toMatch(/undefined|null|NaN|\[object/);
  });
});

describe("the other summaries", () => {
  it("of a dry run lists what would be done, in order", () => {
    const text = renderDryRun({ owner: "acme", name: "hotdog" }, ["create it", "push to it"]);
    expect(text).toContain("Dry run for `acme/hotdog`");
    expect(text).toContain("nothing was changed");
    expect(text).toContain("1. create it\n2. push to it");
  });

  it("of a failure has every problem with its remedy, which can't break out", () => {
    const text = renderFailure([
      { code: "broken", message: "It said:\n```\n<script>", hint: "Mend it." },
      { code: "broken", message: "Second.", hint: "Mend that." },
    ]);
    expect(text).toContain("````text\nIt said:\n```\n<script>\n````");
    expect(text).toContain("```text\nMend it.\n```");
    expect(text.indexOf("Second.")).toBeGreaterThan(text.indexOf("Mend it."));
    expect(text).toContain("```text\nMend that.\n```");
  });

  it("of a failure has its details folded, which can't break out", () => {
    const text = renderFailure([
      { code: "broken", message: "It broke.", hint: "Mend it.", details: "one\n```\n</details>" },
      { code: "broken", message: "Second.", hint: "Mend that.", details: "" },
    ]);
    expect(text).toContain(
      "<details><summary>Last lines of the output</summary>\n\n````text\none\n```\n</details>\n````\n\n</details>",
    );
    expect(text.match(/<details>/g)).toHaveLength(1);
  });

  it("of an existing model link to it", () => {
    expect(renderEnsured(FOUND)).toContain("[`acme/hotdog`](https://replicate.com/acme/hotdog)");
    expect(renderEnsured(FOUND)).not.toMatch(/undefined|null/);
  });
});
