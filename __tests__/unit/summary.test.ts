import { describe, expect, it } from "vitest";
import { type PushOutcome, renderPush } from "../../src/commands/push/render.ts";
import { NO_RESULTS } from "../../src/commands/results.ts";
import { renderStopAfter } from "../../src/commands/stop-after/render.ts";
import { renderDryRun, renderEnsured, renderFailure } from "../../src/commands/summary.ts";
import { type EnsuredModel, ensured, type TargetModel } from "../../src/model/ensure-model.ts";
import { renderPreview } from "../../src/preview/render.ts";
import { parseModel } from "../../src/replicate/parse.ts";
import { HOSTILE, NEWLINES, structureOf } from "./gate-support.ts";
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
const FOUND: EnsuredModel = ensured(parseModel(MODEL), { kind: "existed" });
const BY_NAME: TargetModel = {
  kind: "registry-only",
  name: { owner: "acme", name: "hotdog" },
  url: "https://replicate.com/acme/hotdog",
};

const BUILT = {
  kind: "built",
  disk: { after: [], removed: [], seconds: 0 },
  cache: { kind: "unused" },
} as const;

function outcome(changes: Partial<PushOutcome> = {}): PushOutcome {
  return {
    model: FOUND,
    version: { id: ID, digest: `sha256:${ID}`, schema: undefined },
    results: NO_RESULTS,
    build: BUILT,
    size: undefined,
    previousSize: undefined,
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
  it("shows what was reused, where the build cache was on", () => {
    const reused = { layers: 3, bytes: 2e6 };
    const total = { layers: 4, bytes: 3e6 };
    const used = {
      kind: "used",
      reused,
      total,
      seconds: 2,
      fullBuild: 2,
    } as const;
    expect(row(renderPush(outcome()), "Build cache")).toBeUndefined();
    const build = { ...BUILT, cache: used };
    const check = { build, cogVersion: "0.22.0", phases: [] };
    for (const text of [
      renderPush(outcome({ build })),
      renderStopAfter("acme/hotdog: built", check, NO_RESULTS, "https://api.replicate.com/v1"),
    ])
      expect(row(text, "Build cache")).toMatch(/\b3\b.*\b4\b.*(2\.0 MB.*3\.0 MB)/);
  });

  it("names the model and its new version, with links to both", () => {
    const text = renderPush(outcome());
    expect(text).toContain("[`acme/hotdog`](https://replicate.com/acme/hotdog)");
    expect(text).toContain(
      `[\`${ID.slice(0, 12)}\`](https://replicate.com/acme/hotdog/versions/${ID})`,
    );
    expect(text).toContain(`\n${ID}\n`);
    expect(row(text, "Cog")).toBe("`0.22.0`");
  });

  it("states what confirmed the version", () => {
    expect(row(renderPush(outcome()), "Confirmed by")).toBe("Replicate's API");
    const alone = renderPush(outcome({ model: BY_NAME }));
    expect(row(alone, "Confirmed by")).toBe("the registry only");
    expect(alone).toContain(`(https://replicate.com/acme/hotdog/versions/${ID})`);
  });

  it.each<[string, EnsuredModel, RegExp]>([
    ["found", FOUND, /\bprivate$/],
    [
      "created",
      { ...FOUND, creation: { kind: "created", hardware: "gpu-l40s" } },
      /\bprivate\b.*`gpu-l40s`$/,
    ],
    [
      "updated",
      { ...FOUND, updated: ["description", "readme"] },
      /\bprivate\b.*`description`.*`readme`$/,
    ],
  ])("states that the model was %s", (_, model, words) => {
    expect(row(renderPush(outcome({ model })), "Model")).toMatch(words);
    expect(row(renderEnsured(model), "Model")).toMatch(words);
  });

  it("names the previous version when there was another", () => {
    const text = renderPush(outcome({ model: withPrevious(PREVIOUS) }));
    expect(row(text, "Previous version")).toBe(`\`${PREVIOUS.slice(0, 12)}\``);
  });

  /** What was done, the paragraph below the heading. */
  const done = (text: string) => text.split("\n\n")[1];

  it("reports when the push created no new version", () => {
    const text = renderPush(outcome({ model: withPrevious(ID) }));
    expect(done(text)).not.toBe(done(renderPush(outcome())));
    expect(row(text, "Previous version")).toBeUndefined();
  });

  const size = (total: number) => ({ size: total, layers: [{ digest: digest("a"), size: total }] });

  it.each<[string, Partial<PushOutcome>, RegExp]>([
    ["alone", { size: size(1_500_000) }, /^1\.5 MB [^(]*$/],
    [
      "and that it grew",
      { size: size(1_500_000), previousSize: size(1_000_000) },
      /^1\.5 MB .*\(\+500\.0 kB\b/,
    ],
    [
      "and that it shrank",
      { size: size(1_500_000), previousSize: size(3_500_000) },
      /^1\.5 MB .*\(−2\.0 MB\b/,
    ],
    [
      "and that it stayed",
      { size: size(1_500_000), previousSize: size(1_500_000) },
      /^1\.5 MB \w+, [^(]*$/,
    ],
  ])("states the image's size: %s", (_, sizes, words) => {
    expect(row(renderPush(outcome(sizes)), "Image")).toMatch(words);
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

  it("shows the time of each phase", () => {
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

  it("leaves out the rows of unknown values, and never contains undefined", () => {
    const text = renderPush(outcome({ model: BY_NAME }));
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
    expect(text).toContain("1. create it\n2. push to it");
  });

  it("of a failure has every problem in a callout, with its remedy and a link by its code", () => {
    const text = renderFailure([
      { code: "first-code", message: "It broke.\nTwice.", hint: "Fix it." },
      { code: "second-code", message: "Second.", hint: "See https://replicate.com/a_b/c." },
    ]);
    expect(text).toContain("> [!CAUTION]\n> It broke.<br>Twice.\n\n**How to fix:** Fix it.");
    for (const id of ["first-code", "second-code"])
      expect(text).toContain(
        `[\`${id}\`](https://github.com/OWNER/push-to-replicate/blob/main/docs/troubleshooting.md#${id})`,
      );
    expect(text.indexOf("Second.")).toBeGreaterThan(text.indexOf("first-code"));
    expect(text).toContain("](https://replicate.com/a_b/c)");
  });

  it("of a failure is wrapped text, in which all quoted text is escaped", () => {
    const of = (quoted: string) =>
      renderFailure([{ code: "broken", message: `It said: ${quoted}`, hint: `See ${quoted}.` }]);
    for (const [, hostile] of [...HOSTILE, ...NEWLINES])
      expect(structureOf(of(hostile)).filter((tag) => tag !== "<br")).toEqual(
        structureOf(of("x")).filter((tag) => tag !== "<br"),
      );
  });

  it("of a failure has its details folded, which can't break out", () => {
    const text = renderFailure([
      { code: "broken", message: "It broke.", hint: "Fix it.", details: "one\n```\n</details>" },
      { code: "broken", message: "Second.", hint: "Mend that.", details: "" },
    ]);
    expect(text).toContain("</summary>\n\n````text\none\n```\n</details>\n````\n\n</details>");
    expect(text.match(/<details>/g)).toHaveLength(1);
  });

  it("of a failure has a space on both sides of a link in its hint", () => {
    const hint = "Create a token at https://replicate.com/account/api-tokens and save it.";
    const text = renderFailure([{ code: "broken", message: "It broke.", hint }]);
    expect(text).toMatch(
      /token at \[[^\]]+\]\(https:\/\/replicate\.com\/account\/api-tokens\) and save/,
    );
  });

  it("of an existing model link to it", () => {
    expect(renderEnsured(FOUND)).toContain("[`acme/hotdog`](https://replicate.com/acme/hotdog)");
    expect(renderEnsured(FOUND)).not.toMatch(/undefined|null/);
  });
});

describe("the page of a preview", () => {
  const page = (buildCache: string, branch?: string): string =>
    renderPreview({
      origin: {
        repository: {
          name: "acme/hotdog",
          id: "1",
          serverUrl: "https://github.com",
          hasFormerName: async () => false,
        },
        number: 12,
        production: { owner: "acme", name: "hotdog" },
        project: "cog.yaml",
      },
      ensured: FOUND,
      version: { id: ID, exampleInput: {} },
      sections: [],
      commit: "c0ffee0".padEnd(40, "0"),
      branch,
      cogVersion: "0.22.0",
      buildCache,
      deletion: "closed",
      apiUrl: "https://api.replicate.com/v1",
    });

  it.each(["1 of 12 (3.2 GB of 3.3 GB)", "none; 1 (7.0 MB)"])(
    "states what the build reused: %s",
    (text) => {
      expect(row(page(text), "Build cache")).toBe(text);
    },
  );

  it("has no row for a cache that was not used", () => {
    expect(row(page(""), "Build cache")).toBeUndefined();
  });

  it.each([...HOSTILE, ...NEWLINES])("has no structure of a branch's name: %s", (_, branch) => {
    expect(page("", "mustard")).toContain("mustard");
    expect(structureOf(page("", branch))).toEqual(structureOf(page("", "mustard")));
  });
});
