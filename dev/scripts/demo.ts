import { marked } from "marked";
import { markedTerminal } from "marked-terminal";
import { type Scene, Stage } from "./stage.ts";

marked.use(markedTerminal({ tableOptions: { style: { head: [], border: [], compact: true } } }));

function title(text: string): void {
  console.log(`\n${"─".repeat(80)}\n${text}\n${"─".repeat(80)}`);
}

/** The log as the runner shows it: groups named, its own commands and debug lines left out. */
function readableLog(log: string): string {
  return log
    .replaceAll(/^::group::/gm, "▾ ")
    .replaceAll(/^::(notice|warning|error)(?: [^:]*)?::/gm, "[$1] ")
    .replaceAll("%0A", "\n")
    .split("\n")
    .filter((line) => !/^::/.test(line))
    .join("\n");
}

/** The summary as GitHub renders it, as far as a terminal goes: folded parts open, links as their text. */
function rendered(summary: string): string {
  const unfolded = summary
    .replaceAll(/\[(`[^`]*`)\]\([^)]*\)/g, "$1")
    .replaceAll(/<!--.*?-->/g, "")
    .replaceAll(/<details><summary>(.*?)<\/summary>/g, "### ▾ $1")
    .replaceAll("</details>", "");
  return String(marked.parse(unfolded));
}

function show(name: string, { result, texts }: Scene): void {
  title(`${name}: the log`);
  console.log(readableLog(result.log));
  title(`${name}: the outputs`);
  for (const [output, value] of Object.entries(result.outputs)) console.log(`${output}=${value}`);
  for (const [what, markdown] of Object.entries(texts)) {
    title(`${name}: ${what}`);
    console.log(rendered(markdown));
  }
}

function showModels({ sandbox }: Stage): void {
  title("What the sandbox's Replicate has now");
  for (const { owner, name, visibility, versions } of sandbox.state.models.values())
    console.log(`${owner}/${name} (${visibility}), ${versions.length} versions`);
}

const stage = await Stage.create();
try {
  show("A push, which creates the model", await stage.push());
  show("A second push, which finds it", await stage.push());
  await stage.addInput();
  show("A pull request that adds an input is opened", await stage.pullRequest("opened"));
  show("It gets a second commit", await stage.pullRequest("synchronize"));
  showModels(stage);
  show("It is closed", await stage.pullRequest("closed"));
  showModels(stage);
  show("A release is published", await stage.release("v1.0.0"));
  show("A rollback by hand", await stage.rollBack());
  showModels(stage);
} finally {
  await stage.close();
}
