import { existsSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { PAGES, regenerated } from "../../dev/scripts/readme.ts";
import { CATALOGUE } from "../../src/known-failures/catalogue.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { Workflow } from "../support/workflow.ts";
import { at, readAction, textOf } from "./repository.ts";

const README = textOf("README.md");
const action = readAction();

function section(name: string, page = README): string {
  const [, text] = new RegExp(`<!-- ${name} -->\n([\\s\\S]*?)<!-- /${name} -->`).exec(page) ?? [];
  if (text === undefined) throw new Error(`There is no section "${name}"`);
  return text;
}

function namesIn(table: string): string[] {
  return [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);
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
  it.each([
    ["inputs", action.inputs],
    ["outputs", action.outputs],
  ] as const)("has a table with exactly the %s of action.yml, in their order", (name, fields) => {
    expect(namesIn(section(name))).toEqual([...fields.keys()]);
  });

  it.each([...action.inputs])("tells the default of %s", (name, field) => {
    const row = section("inputs")
      .split("\n")
      .find((line) => line.startsWith(`| \`${name}\` |`));
    expect(row).toMatch(/ \| [^|]*\|$/);
    if (field.default === undefined) expect(row).toMatch(/\|\s*\|$/);
    else expect(row).toContain(`| \`${field.default}\` |`);
  });

  it("starts with a workflow of ten lines, which is whole", () => {
    const [first = ""] = yamlIn(README);
    expect(first.trimEnd().split("\n").length).toBeLessThanOrEqual(10);
    expect(new Workflow(first).steps).toHaveLength(1);
  });

  it("has the commands that set everything up, as people paste them", () => {
    for (const command of ["npm ci && npm run demo", "npm cit"])
      expect(README.slice(0, README.indexOf("## What it"))).toMatch(
        new RegExp(`^${command}( |$)`, "m"),
      );
  });

  it.each(["push", "release", "promote"])("has the pipeline %s", (name) => {
    const workflow = textOf(`examples/workflows/${name}.yml`);
    expect(README).toContain(`<!-- pipeline: ${name} -->\n\`\`\`yaml\n${workflow}\`\`\``);
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

  it("are in one of the README's lists, with every other page of docs", () => {
    const lists = section("pages: users") + section("pages: maintainers");
    const listed = [...lists.matchAll(/\]\((docs\/[\w-]+\.md)\)/g)].map(([, path = ""]) => path);
    expect(listed.toSorted()).toEqual(PAGES.filter((path) => path !== "README.md"));
  });
});

describe.each(PAGES)("%s", (page) => {
  const text = textOf(page);

  it("has the generated parts that `npm run readme` makes", () => {
    expect(regenerated(text)).toBe(text);
  });

  it("links only to what is there", () => {
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

  const steps = yamlIn(text).flatMap((example) => ourSteps(parse(example)));

  it("has examples that are YAML and use the action as OWNER/push-to-replicate@v1", () => {
    for (const { uses } of steps)
      expect(uses).toMatch(/^OWNER\/push-to-replicate(\/sweep|\/discover|\/collect)?@v1$/);
  });

  it("has examples that give only inputs that there are", () => {
    for (const step of steps) {
      const [, directory = ""] = /^[^/]+\/[^/@]+(?:\/(\w+))?@/.exec(String(step["uses"])) ?? [];
      const { inputs } = readAction(posix.join(directory, "action.yml"));
      const given = Object.keys(isRecord(step["with"]) ? step["with"] : {});
      expect(given.filter((name) => !inputs.has(name))).toEqual([]);
    }
  });

  it("has examples that read only outputs that there are", () => {
    const read = yamlIn(text).flatMap((example) =>
      [...example.matchAll(/steps\.(push|discover|destination)\.outputs\.([\w-]+)/g)].map(
        ([, , name = ""]) => name,
      ),
    );
    const { outputs } = readAction("discover/action.yml");
    expect(read.filter((name) => !action.outputs.has(name) && !outputs.has(name))).toEqual([]);
  });
});

describe("docs/troubleshooting.md", () => {
  const page = textOf("docs/troubleshooting.md");
  const failures = [...new Set([...CATALOGUE.build, ...CATALOGUE.push])];

  it.each(failures.map((failure) => [failure.code, failure] as const))(
    "has %s, with the words that it is known by, its cause and its remedy",
    (_, { pattern, message: cause, hint: remedy }) => {
      const rows = page.split("\n").filter((row) => row.includes(`| ${cause} | ${remedy} |`));
      const symptoms = rows.flatMap((row) =>
        [...row.matchAll(/(`+) ?(.+?) ?\1(?:<br>| \|)/g)].map(([, , words = ""]) => words),
      );
      expect(symptoms.filter((words) => pattern.test(words))).not.toEqual([]);
    },
  );

  it("leads to each thread that an entry names", () => {
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
    .flatMap((path) => [...textOf(`src/${path}`).matchAll(/\bcode: "([^"]*)",/g)])
    .map(([, id = ""]) => id);

  it("has every code of the source, and an anchor for it", () => {
    expect(codes.length).toBeGreaterThan(100);
    const anchors = anchorsIn(page);
    expect([...new Set(codes)].filter((id) => !anchors.includes(id))).toEqual([]);
    for (const anchor of anchors) expect(page).toContain(`| <a id="${anchor}"></a>\`${anchor}\` |`);
  });

  it("has each anchor once", () => {
    const anchors = anchorsOf("docs/troubleshooting.md");
    expect(anchors.filter((anchor, index) => anchors.indexOf(anchor) !== index)).toEqual([]);
  });

  it.each([...new Set([...codes, ...anchorsIn(page)])])(
    "has a code in lower-case-kebab: %s",
    (id) => {
      expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    },
  );

  it("says how to fix each code", () => {
    const rows = section("codes", page).trim().split("\n").slice(2);
    expect(rows.length).toBeGreaterThanOrEqual(new Set(codes).size);
    for (const row of rows) expect(row).toMatch(/^\| .+ \| \S.* \| \S.* \|$/);
  });
});
