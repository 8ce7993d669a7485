import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

interface Field {
  readonly description: string;
  readonly default?: string;
}

interface Typed {
  readonly type: string;
  readonly "allowed-values"?: readonly string[];
}

interface InputGroup {
  /** Markdown of the heading. */
  readonly title: string;
  /** Whether the table is folded, because few people need it. */
  readonly folded: boolean;
  /** The inputs, and for some of them the place in docs that explains them. */
  readonly inputs: Readonly<Record<string, string>>;
}

/** Characters of a description beside a link to its page. */
const MAX_LINKED = 150;

/** The inputs of the action as the README groups them, each in one group. */
export const README_GROUPS: readonly InputGroup[] = [
  {
    title: "Basics",
    folded: false,
    inputs: {
      model: "docs/inputs.md#how-values-are-written",
      "api-token": "#tokens",
      hardware: "",
      "working-directory": "",
      "skip-unchanged": "docs/skip-unchanged.md",
      "stop-after": "docs/testing.md#check-without-publishing",
      "dry-run": "",
    },
  },
  {
    title: "Model",
    folded: true,
    inputs: {
      "create-model": "",
      visibility: "",
      description: "",
      "github-url": "",
      "license-url": "",
      "paper-url": "",
      "weights-url": "",
      "cover-image-url": "",
      "readme-file": "",
      push: "docs/recipes.md#create-a-model-without-pushing",
    },
  },
  {
    title: "Build",
    folded: true,
    inputs: {
      "config-file": "",
      "cog-version": "",
      secrets: "docs/inputs.md#secrets-with-several-lines",
      "secret-envs": "",
      "secret-files": "",
      "no-cache": "",
      "build-cache": "docs/build-cache.md",
      "free-disk": "docs/free-disk.md",
      "separate-weights": "",
      "use-cog-base-image": "",
      "use-cuda-base-image": "",
      dockerfile: "",
      "openapi-schema": "",
      progress: "",
    },
  },
  {
    title: "[Previews](docs/previews.md)",
    folded: false,
    inputs: { preview: "docs/previews.md", "preview-model": "", "preview-comment": "" },
  },
  {
    title: "[Tests](docs/testing.md)",
    folded: false,
    inputs: {
      compatibility: "docs/testing.md#compatibility",
      "test-cases": "docs/testing.md#test-cases",
      "boot-check": "docs/testing.md#boot-check",
      "test-model": "docs/testing.md#test-model",
      "test-hardware": "",
      "test-timeout-minutes": "",
      "judge-model": "",
    },
  },
  {
    title: "[Deployment](docs/testing.md#deployment)",
    folded: false,
    inputs: {
      deployment: "",
      "deployment-hardware": "",
      "deployment-min-instances": "",
      "deployment-max-instances": "",
      "prerelease-deployment": "",
      "deployment-check": "",
      version: "docs/inputs.md#how-values-are-written",
      "release-notes": "docs/testing.md#release-notes",
      "github-deployment": "",
    },
  },
  {
    title: "Advanced",
    folded: true,
    inputs: {
      "cli-auth-token": "#tokens",
      "github-token": "",
      "stale-commit": "docs/skip-unchanged.md#stale-commits",
      "push-attempts": "",
      "timeout-minutes": "",
      "cog-mirror": "docs/recipes.md#use-a-proxy-a-mirror-or-a-test-server",
    },
  },
];

const readYaml = (path: string) =>
  parse(readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8"));

/** The tables of the README's inputs, one for each group. */
export function groupedInputs(): string {
  const fields: Readonly<Record<string, Field>> = readYaml("action.yml").inputs;
  const types: Readonly<Record<string, Typed>> = readYaml("action-types.yml").inputs;
  return README_GROUPS.map(({ title, folded, inputs }) => {
    const rows = Object.entries(inputs).map(([name, link]) => {
      const field = fields[name];
      if (field === undefined) throw new Error(`action.yml has no input "${name}".`);
      const value = field.default === undefined ? "" : `\`${field.default}\``;
      const text = link === "" ? cell(field.description) : shortened(cell(field.description));
      return `| ${linked(name, link)} | ${typeText(types[name])} | ${value} | ${text} |`;
    });
    const table = [
      "| Input | Type | Default | Description |",
      "| --- | --- | --- | --- |",
      ...rows,
    ];
    const start = folded
      ? `<details>\n<summary><b>${title}</b> (${rows.length} inputs)</summary>`
      : `### ${title}`;
    return `${start}\n\n${table.join("\n")}\n${folded ? "</details>\n" : ""}`;
  })
    .join("\n")
    .trimEnd();
}

/** The table of the README's outputs. */
export function typedOutputs(): string {
  const fields: Readonly<Record<string, Field>> = readYaml("action.yml").outputs;
  const types: Readonly<Record<string, Typed>> = readYaml("action-types.yml").outputs;
  const rows = Object.entries(fields).map(
    ([name, { description }]) =>
      `| \`${name}\` | ${(types[name]?.type ?? "").replace("enum", "string")} | ${cell(description)} |`,
  );
  return ["| Output | Type | Description |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The inputs of an action, in one table. */
export function inputTable(action: string): string {
  const inputs: Readonly<Record<string, Field>> = readYaml(action).inputs;
  const rows = Object.entries(inputs).map(
    ([name, field]) =>
      `| \`${name}\` | ${cell(field.description)} | ${field.default === undefined ? "" : `\`${field.default}\``} |`,
  );
  return ["| Input | Description | Default |", "| --- | --- | --- |", ...rows].join("\n");
}

/** The outputs of an action, in one table. */
export function outputTable(action: string): string {
  const outputs: Readonly<Record<string, Field>> = readYaml(action).outputs;
  const rows = Object.entries(outputs).map(
    ([name, field]) => `| \`${name}\` | ${cell(field.description)} |`,
  );
  return ["| Output | Description |", "| --- | --- |", ...rows].join("\n");
}

/** A description of which the page that is linked has the rest: its first sentence, when it is long. */
function shortened(description: string): string {
  if (description.length <= MAX_LINKED) return description;
  return /^.*?\.(?= |$)/.exec(description)?.[0] ?? description;
}

function linked(name: string, link: string): string {
  return link === "" ? `\`${name}\`` : `[\`${name}\`](${link})`;
}

/** The type of an input; of one with few values, the values. */
function typeText(typed: Typed | undefined): string {
  if (typed === undefined) throw new Error("action-types.yml lacks an input.");
  if (typed.type === "float") return "number";
  const values = typed["allowed-values"]?.map((value) => `\`${value}\``);
  return values?.join(", ") ?? typed.type;
}

function cell(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();
}
