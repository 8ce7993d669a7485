import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { COMMANDS, INPUT_GROUPS } from "../../src/inputs/inputs-by-command.ts";
import { EVENT_RULES } from "../../src/plan/events.ts";
import { architectureDiagram } from "./architecture.ts";
import { FAILURES } from "./known-failures.ts";
import { groupedInputs, inputTable, outputTable, typedOutputs } from "./reference.ts";
import { settingsSchema } from "./settings-schema.ts";
import { codeTable, failureTable, symptomTable } from "./troubleshooting.ts";

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const textOf = (path: string): string => readFileSync(at(path), "utf8");

/** The pages that may have generated parts, by path. */
export const PAGES: readonly string[] = [
  "README.md",
  ...readdirSync(at("docs"))
    .filter((name) => name.endsWith(".md"))
    .toSorted()
    .map((name) => `docs/${name}`),
];

/** The generators of the text between `<!-- name -->` and `<!-- /name -->`. */
const SECTIONS: Readonly<Record<string, () => string>> = {
  inputs: groupedInputs,
  outputs: typedOutputs,
  "inputs: sweep": () => inputTable("sweep/action.yml"),
  "inputs: discover": () => inputTable("discover/action.yml"),
  "outputs: discover": () => outputTable("discover/action.yml"),
  "inputs: collect": () => inputTable("collect/action.yml"),
  "outputs: collect": () => outputTable("collect/action.yml"),
  symptoms: symptomTable,
  events: eventTable,
  commands: commandTable,
  architecture: architectureDiagram,
  codes: codeTable,
  ...Object.fromEntries(
    Object.entries(FAILURES).map(([name, part]) => [`failures: ${name}`, () => failureTable(part)]),
  ),
};

/**
 * A page with its generated parts updated: the sections, and the workflow below each
 * `<!-- pipeline: name -->` or `<!-- example: name -->`, which is examples/workflows/name.yml.
 */
export function regenerated(page: string): string {
  return page
    .replaceAll(
      /^(<!-- ([\w: ]+) -->\n)[\s\S]*?(<!-- \/\2 -->)/gm,
      (_all, start: string, name: string, end: string) => {
        const section = SECTIONS[name];
        if (section === undefined) throw new Error(`No generator for section "${name}".`);
        return `${start}${section()}\n${end}`;
      },
    )
    .replaceAll(
      /^(<!-- (?:pipeline|example): ([\w-]+) -->\n```yaml\n)[\s\S]*?^```$/gm,
      (_all, start: string, name: string) =>
        `${start}${textOf(`examples/workflows/${name}.yml`)}\`\`\``,
    );
}

/** What each rule for events means. */
const RULE_DESCRIPTIONS: Readonly<Record<(typeof EVENT_RULES)[string], string>> = {
  production: "Builds the commit that is checked out, for production.",
  preview:
    "Builds the pull request's preview, and production only if the workflow sets `model` and `preview: false`. Pull requests from forks are skipped; with `stop-after: build`, they are built if the job has no secrets.",
  unmerged: "Skipped, because the commit is not merged yet. Built with `stop-after`.",
  "by-cause":
    "Builds the workflow's own commit. Builds the commit of the run that caused it, too, if that was a push, release, schedule, create or dispatch event in this repository. Any other checkout is an error.",
  "own-commit":
    "Builds the workflow's own commit (`GITHUB_SHA`). Any other checkout is an error, because anyone can trigger the event, and it has the repository's secrets.",
};

/** The rule for every event of GitHub. */
function eventTable(): string {
  const rows = Object.entries(RULE_DESCRIPTIONS).map(([rule, description]) => {
    const names = Object.keys(EVENT_RULES).filter((name) => EVENT_RULES[name] === rule);
    const others = rule === "own-commit" ? ", and every other event" : "";
    return `| ${names.map((name) => `\`${name}\``).join(", ")}${others} | ${description} |`;
  });
  return ["| Events | What is built |", "| --- | --- |", ...rows].join("\n");
}

/** What makes a step run each command. */
const COMMAND_HEADINGS: Readonly<Record<string, string>> = {
  push: "Push",
  preview: "Preview",
  "remove-preview": "Preview removal",
  promote: "`version`",
  ensure: "`push: false`",
  build: "`stop-after: build`",
  test: "`stop-after: test`",
};

/** Which inputs count for which command. */
function commandTable(): string {
  const rows = INPUT_GROUPS.map(([names, commands]) => {
    const inputs = names.split(" ").map((name) => `\`${name}\``);
    const cells = COMMANDS.map((command) => (commands.includes(command) ? "yes" : ""));
    return `| ${inputs.join(", ")} | ${cells.join(" | ")} |`;
  });
  const header = ["Inputs", ...COMMANDS.map((command) => COMMAND_HEADINGS[command])];
  const line = header.map(() => "---");
  return [`| ${header.join(" | ")} |`, `| ${line.join(" | ")} |`, ...rows].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of PAGES) writeFileSync(at(page), regenerated(textOf(page)));
  writeFileSync(at("discover/settings.schema.json"), settingsSchema());
}
