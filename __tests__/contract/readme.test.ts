import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { QUESTIONS } from "../../dev/live/questions.ts";
import { PAGES, regenerated } from "../../dev/scripts/readme.ts";
import { CATALOGUE } from "../../src/known-failures/catalogue.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { git } from "../support/sources.ts";
import { at, readAction, textOf } from "./repository.ts";

const README = textOf("README.md");
const MAX_CHARACTERS = 20_000;
const MAX_LINES = 340;
const action = readAction();

function section(name: string, page = README): string {
  const [, text] = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`).exec(page) ?? [];
  if (text === undefined) throw new Error(`There is no section "${name}"`);
  return text;
}

function namesIn(table: string): string[] {
  return [...table.matchAll(/^\| \[?`([^`]+)`(?:\]\([^)]*\))? \|/gm)].map(([, name = ""]) => name);
}

/** The cells of the row about an input. */
function rowOf(name: string, table: string): string[] {
  const row = table.split("\n").find((line) => /^\| \[?`([^`]+)`/.exec(line)?.[1] === name) ?? "";
  return row.split(/ \|(?: |$)/).map((cell) => cell.replace(/^\| ?/, "").trim());
}

function titleOf(path: string): string | undefined {
  return /^# (.+)$/m.exec(textOf(path))?.[1];
}

/** The YAML of a page, without the space that it is indented with. */
function yamlIn(page: string): string[] {
  return [...page.matchAll(/^( *)```ya?ml\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = "", text = ""]) => text.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}

/** Every step of an example that uses this action, wherever it is nested. */
function ourSteps(value: unknown): JsonRecord[] {
  if (Array.isArray(value)) return value.flatMap(ourSteps);
  if (!isRecord(value)) return [];
  const isOurs = /\/push-to-replicate[/@]/.test(String(value["uses"]));
  return [...(isOurs ? [value] : []), ...Object.values(value).flatMap(ourSteps)];
}

function withoutCode(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

function anchorsIn(page: string): string[] {
  return [...page.matchAll(/<a id="([^"]+)"><\/a>/g)].map(([, id = ""]) => id);
}

/** The anchors of a page: its own, and those that GitHub gives its headings. */
function anchorsOf(path: string): string[] {
  const page = textOf(path);
  const headings = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
  return [...headings, ...anchorsIn(page)];
}

describe("the README", () => {
  it(`has at most ${MAX_CHARACTERS} characters and ${MAX_LINES} lines`, () => {
    expect(README.length).toBeLessThanOrEqual(MAX_CHARACTERS);
    expect(README.trimEnd().split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  });

  it.each([
    ["inputs", action.inputs],
    ["outputs", action.outputs],
  ] as const)("has one row for each of the %s of action.yml", (name, fields) => {
    expect(namesIn(section(name)).toSorted()).toEqual([...fields.keys()].toSorted());
  });

  it.each([...action.inputs])(
    "has the type, the default, and the description of %s",
    (name, field) => {
      const cells = rowOf(name, section("inputs"));
      const types: unknown = parse(textOf("action-types.yml")).inputs[name];
      const values = isRecord(types) ? types["allowed-values"] : undefined;
      if (Array.isArray(values))
        expect(cells[1]).toBe(values.map((value) => `\`${value}\``).join(", "));
      else expect(cells[1]).toMatch(/^(string|boolean|integer|number|list)$/);
      expect(cells[2]).toBe(field.default === undefined ? "" : `\`${field.default}\``);
      // A long description may end after its first sentence, if a page has the rest.
      const [first = ""] = field.description.split(/(?<=\.) /);
      expect(cells[3]).toBe(
        cells[3] === first && cells[0]?.includes("](") ? first : field.description,
      );
    },
  );

  it("groups the inputs, and folds the rarely used groups", () => {
    const text = section("inputs");
    const open = [...text.matchAll(/^### \[?(\w+)/gm)].map(([, title]) => title);
    const folded = [...text.matchAll(/^<summary><b>(\w+)<\/b>/gm)].map(([, title]) => title);
    expect(open).toEqual(["Basics", "Previews", "Tests", "Deployment"]);
    expect(folded).toEqual(["Model", "Build", "Advanced"]);
    expect(text.match(/^<\/details>$/gm)).toHaveLength(folded.length);
  });

  it("starts with at most ten short lines of block-style YAML that use this action", () => {
    const [first = ""] = yamlIn(README);
    const lines = first.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(10);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(70);
    expect(first.replaceAll(/\$\{\{.*?\}\}/g, "")).not.toMatch(/[{}[\]]/);
    expect(ourSteps(parse(first))).toHaveLength(1);
  });

  it("has a table of contents that links to each of its sections", () => {
    const [, contents = ""] = /^## Contents\n([\s\S]*?)^## /m.exec(README) ?? [];
    const sections = README.slice(README.indexOf("## Contents") + 1).matchAll(/^## (.+)$/gm);
    const anchors = [...sections].map(([, title = ""]) => title.toLowerCase().replaceAll(" ", "-"));
    const linked = [...contents.matchAll(/\]\(#([\w-]+)\)/g)].map(([, anchor]) => anchor);
    expect(linked).toEqual(anchors);
  });

  it.each([
    ["the cost of a deployment", /> \[!WARNING\]\n(?:> .*\n)*?> .*deployment-min-instances: 0/],
    ["the cost of previews", /> \[!WARNING\]\n(?:> .*\n)*?> .*Previews/],
    ["`closed`", /> \[!IMPORTANT\]\n> Keep `closed`/],
  ])("has a callout for %s", (_, callout) => {
    expect(README).toMatch(callout);
  });

  it("has the setup commands, ready to paste", () => {
    for (const command of ["npm ci && npm run demo", "npm cit"])
      expect(README.slice(0, README.indexOf("## Contents"))).toMatch(
        new RegExp(`^${command}( |$)`, "m"),
      );
  });

  it.each([
    ["pipeline", "push"],
    ["pipeline", "release"],
    ["example", "pull-request"],
  ])("contains the %s %s in full", (kind, name) => {
    const workflow = textOf(`examples/workflows/${name}.yml`);
    expect(README).toContain(`<!-- ${kind}: ${name} -->\n\`\`\`yaml\n${workflow}\`\`\``);
  });

  it("looks up the commit of a release, not the object of its tag", async () => {
    const [, pattern = ""] = /`git ls-remote https:\S+ '([^']+)'`/.exec(README) ?? [];
    const repository = await mkdtemp(join(tmpdir(), "tagged-"));
    onTestFinished(() => rm(repository, { recursive: true }));
    await git(repository, "init", "--quiet");
    await git(repository, "commit", "--quiet", "--allow-empty", "--message=Release");
    // As docs/releasing.md tags a release.
    await git(repository, "tag", "v1.0.0", "-m", "v1.0.0");
    const found = await git(repository, "ls-remote", repository, pattern);
    expect(found.split("\t")[0]).toBe(await git(repository, "rev-parse", "HEAD"));
  });

  it("names the permission that each part of the work needs", () => {
    const [, table = ""] = /^## Permissions\n([\s\S]*?)^## /m.exec(README) ?? [];
    for (const permission of ["contents: read", "pull-requests: write", "deployments: write"])
      expect(table).toContain(`\`${permission}\``);
  });
});

describe("the pages of the sub-actions", () => {
  it.each([
    ["docs/previews.md", "inputs: sweep", readAction("sweep/action.yml").inputs],
    ["docs/many-models.md", "inputs: discover", readAction("discover/action.yml").inputs],
    ["docs/many-models.md", "outputs: discover", readAction("discover/action.yml").outputs],
  ] as const)("%s has the %s", (page, name, fields) => {
    expect(namesIn(section(name, textOf(page)))).toEqual([...fields.keys()]);
  });
});

describe("docs/README.md", () => {
  const rows = [...textOf("docs/README.md").matchAll(/^\| \[(.+)\]\((.+)\) \| (.+) \|$/gm)];
  const pages = PAGES.filter((path) => !path.endsWith("README.md")).map((path) =>
    posix.relative("docs", path),
  );

  it("lists each page of docs once, by its title", () => {
    const listed = rows.map(([, title, path = ""]) => ({ title, path }));
    const inDocs = listed.filter(({ path }) => !path.startsWith("../"));
    const expected = pages.map((path) => ({ title: titleOf(`docs/${path}`), path }));
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    expect(inDocs.toSorted(byPath)).toEqual(expected.toSorted(byPath));
  });

  it("states which question each page answers", () => {
    for (const [, , path, question] of rows) expect(question, path).toMatch(/\?$/);
  });
});

/** Pages without generated parts. */
const OTHER_PAGES = [
  "CHANGELOG.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "examples/README.md",
  "dev/sandbox/README.md",
];

describe.each([...PAGES, ...OTHER_PAGES])("%s", (page) => {
  const text = textOf(page);

  it("links only to existing targets", () => {
    const links = [...withoutCode(text).matchAll(/(?:\]\(|src=")([^)"\s]+)/g)].map(
      ([, target = ""]) => target,
    );
    for (const target of links.filter((link) => !/^https?:/.test(link))) {
      const [path = "", heading] = target.split("#");
      const file = path === "" ? page : posix.join(posix.dirname(page), path);
      expect(existsSync(at(file)), `${target} in ${page}`).toBe(true);
      if (heading !== undefined) expect(anchorsOf(file), target).toContain(heading);
    }
  });
});

describe.each(PAGES)("%s", (page) => {
  const text = textOf(page);

  it("has the generated parts that `npm run readme` makes", () => {
    expect(regenerated(text)).toBe(text);
  });

  const steps = yamlIn(text).flatMap((example) => ourSteps(parse(example)));

  it("has examples that are YAML and use the action as OWNER/push-to-replicate@v1", () => {
    for (const { uses } of steps)
      expect(uses).toMatch(/^OWNER\/push-to-replicate(\/sweep|\/discover|\/collect)?@v1$/);
  });

  it("has examples that set only existing inputs", () => {
    for (const step of steps) {
      const [, directory = ""] = /^[^/]+\/[^/@]+(?:\/(\w+))?@/.exec(String(step["uses"])) ?? [];
      const { inputs } = readAction(posix.join(directory, "action.yml"));
      const given = Object.keys(isRecord(step["with"]) ? step["with"] : {});
      expect(given.filter((name) => !inputs.has(name))).toEqual([]);
    }
  });

  it("has examples that read only existing outputs", () => {
    const read = yamlIn(text).flatMap((example) =>
      [...example.matchAll(/steps\.(push|discover|destination)\.outputs\.([\w-]+)/g)].map(
        ([, , name = ""]) => name,
      ),
    );
    const { outputs } = readAction("discover/action.yml");
    expect(read.filter((name) => !action.outputs.has(name) && !outputs.has(name))).toEqual([]);
  });
});

it("docs/live.md has every question that `npm run live` asks, in its words", () => {
  const rows = [...textOf("docs/live.md").matchAll(/^\| ([^|]+\?) \|/gm)].map(([, one]) => one);
  expect(rows).toEqual(Object.values(QUESTIONS));
});

describe("docs/troubleshooting.md", () => {
  const page = textOf("docs/troubleshooting.md");
  const failures = [...new Set([...CATALOGUE.build, ...CATALOGUE.push])];

  it.each(failures.map((failure) => [failure.code, failure] as const))(
    "lists %s, with its error text, its cause, and its fix",
    (_, { pattern, message: cause, hint: remedy }) => {
      const rows = page.split("\n").filter((row) => row.includes(`| ${cause} | ${remedy} |`));
      const symptoms = rows.flatMap((row) =>
        [...row.matchAll(/(`+) ?(.+?) ?\1(?:<br>| \|)/g)].map(([, , words = ""]) => words),
      );
      expect(symptoms.filter((words) => pattern.test(words))).not.toEqual([]);
    },
  );

  it("links to each thread that an entry names", () => {
    const threads = failures.flatMap(({ source }) =>
      [...source.matchAll(/(?:issues?|pull requests?) ((?:\d+(?:, )?)+)/g)].flatMap(
        ([, numbers = ""]) => numbers.match(/\d+/g) ?? [],
      ),
    );
    const led = new Set([...page.matchAll(/\/issues\/(\d+)\)/g)].map(([, number]) => number));
    expect(threads.length).toBeGreaterThan(0);
    expect(threads.filter((number) => !led.has(number))).toEqual([]);
  });

  /** Codes are found as text here, and in the syntax tree by the script that writes the page. */
  const codes = readdirSync(at("src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .flatMap((path) => [...textOf(`src/${path}`).matchAll(/\bcode: "([^"]*)",\s+message\b/g)])
    .map(([, id = ""]) => id);

  it("has every code of the source, and an anchor for it", () => {
    expect(codes.length).toBeGreaterThan(100);
    const anchors = anchorsIn(page);
    expect([...new Set(codes)].filter((id) => !anchors.includes(id))).toEqual([]);
    for (const anchor of anchors) expect(page).toContain(`| <a id="${anchor}"></a>\`${anchor}\` |`);
  });

  it("defines each anchor once", () => {
    const anchors = anchorsOf("docs/troubleshooting.md");
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });

  it.each([...new Set([...codes, ...anchorsIn(page)])])(
    "has a code in lower-case-kebab: %s",
    (id) => {
      expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    },
  );

  it("explains how to fix each code", () => {
    const rows = section("codes", page).trim().split("\n").slice(2);
    expect(rows.length).toBeGreaterThanOrEqual(new Set(codes).size);
    for (const row of rows) expect(row).toMatch(/^\| .+ \| \S.* \| \S.* \|$/);
  });
});
