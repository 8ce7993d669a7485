import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

interface Field {
  readonly description: string;
  readonly default?: string;
}

const at = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));

/** The README with its tables of inputs and outputs made anew from action.yml. */
export function withTables(readme: string, action: string): string {
  const { inputs, outputs } = parse(action);
  return replaceSection(
    replaceSection(readme, "inputs", inputTable(inputs)),
    "outputs",
    outputTable(outputs),
  );
}

function inputTable(inputs: Readonly<Record<string, Field>>): string {
  const rows = Object.entries(inputs).map(
    ([name, field]) =>
      `| \`${name}\` | ${cell(field.description)} | ${field.default === undefined ? "" : `\`${field.default}\``} |`,
  );
  return ["| Input | What it does | Default |", "| --- | --- | --- |", ...rows].join("\n");
}

function outputTable(outputs: Readonly<Record<string, Field>>): string {
  const rows = Object.entries(outputs).map(
    ([name, field]) => `| \`${name}\` | ${cell(field.description)} |`,
  );
  return ["| Output | What it holds |", "| --- | --- |", ...rows].join("\n");
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}

function replaceSection(text: string, name: string, content: string): string {
  const section = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
  if (!section.test(text)) throw new Error(`README.md has no section "${name}"`);
  return text.replace(section, (_all, start, end) => `${start}${content}\n${end}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const readme = readFileSync(at("README.md"), "utf8");
  writeFileSync(at("README.md"), withTables(readme, readFileSync(at("action.yml"), "utf8")));
}
