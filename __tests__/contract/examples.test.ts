import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isRecord } from "../../src/lib/json.ts";
import { Workflow } from "../support/workflow.ts";
import { at, readAction, textOf } from "./repository.ts";

const DIRECTORY = "examples/workflows";
const FILES = readdirSync(at(DIRECTORY));
const TABLE = textOf("examples/README.md");

/** Every `permissions:` of a workflow, its jobs' own too. */
function permissionsOf(value: unknown): readonly (readonly [name: string, level: unknown])[] {
  if (!isRecord(value)) return [];
  const { permissions, ...others } = value;
  const own = isRecord(permissions) ? Object.entries(permissions) : [];
  return [...own, ...Object.values(others).flatMap(permissionsOf)];
}

/** What a workflow may do, as the table has it: `contents: read`, or none. */
function permissionsIn(text: string): string {
  const written = permissionsOf(parse(text)).map(([name, level]) => `\`${name}: ${level}\``);
  return written.length === 0 ? "none" : [...new Set(written)].join(", ");
}

it("examples/README.md has a row for each workflow, and no other", () => {
  const rows = [...TABLE.matchAll(/^\| \[([\w.-]+)\]\(workflows\/\1\) \|/gm)];
  expect(rows.map(([, file]) => file).toSorted()).toEqual(FILES.toSorted());
});

describe.each(FILES)(`${DIRECTORY}/%s`, (file) => {
  const text = textOf(`${DIRECTORY}/${file}`);
  const workflow = new Workflow(text);

  it("declares the permissions of all its jobs, which examples/README.md lists", () => {
    expect(text).toMatch(/^permissions:/m);
    const row = TABLE.split("\n").find((line) => line.includes(`(workflows/${file})`));
    expect(row).toMatch(new RegExp(`\\| ${permissionsIn(text)} \\|$`));
  });

  it("uses this action, with existing inputs only", () => {
    expect(workflow.steps.length).toBeGreaterThan(0);
    for (const step of workflow.steps) {
      const path = `${step.action.slice(1)}/action.yml`.replace(/^\//, "");
      expect(existsSync(at(path)), path).toBe(true);
      const { inputs } = readAction(path);
      expect(Object.keys(step.with).filter((name) => !inputs.has(name))).toEqual([]);
    }
  });

  it("reads only existing outputs", () => {
    const outputs = [...readAction().outputs.keys()];
    const ofStep: Readonly<Record<string, readonly string[]>> = {
      discover: [...readAction("discover/action.yml").outputs.keys()],
      collect: [...readAction("collect/action.yml").outputs.keys()],
    };
    const read = [...text.matchAll(/steps\.([\w-]+)\.outputs\.([\w-]+)/g)];
    for (const [, step = "", name] of read) expect(ofStep[step] ?? outputs).toContain(name);
  });

  it("pins every other action, except GitHub's own checkout", () => {
    for (const [, uses = ""] of text.matchAll(/uses: (\S+)/g))
      expect(uses).toMatch(
        /^(OWNER\/push-to-replicate(\/\w+)?@v1|actions\/checkout@v6|.+@[0-9a-f]{40})$/,
      );
  });

  it("passes user input to scripts as data only", () => {
    const scripts = [...text.matchAll(/^( *)(?:- )?run: (?:\|\n((?:\1 {2}.*\n)+)|(.*))/gm)];
    for (const [script] of scripts) expect(script).not.toContain("${{");
  });
});

it("push, release, and promote have a concurrency group each, so that a rollback never waits for a build", () => {
  const groups = ["push", "release", "promote"].map((name) => {
    const workflow: unknown = parse(textOf(`${DIRECTORY}/${name}.yml`));
    const concurrency = isRecord(workflow) ? workflow["concurrency"] : undefined;
    return isRecord(concurrency) ? concurrency["group"] : undefined;
  });
  expect(groups).not.toContain(undefined);
  expect(new Set(groups).size).toBe(groups.length);
});
