import { fileURLToPath } from "node:url";
import { marked } from "marked";
import { markedTerminal } from "marked-terminal";
import { Runner, type StepResult } from "../sandbox/runner.ts";
import { startSandbox } from "../sandbox/server.ts";

const PROJECT = fileURLToPath(new URL("../examples/hello-world", import.meta.url));

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
    .replaceAll(/<details><summary>(.*?)<\/summary>/g, "### ▾ $1")
    .replaceAll("</details>", "");
  return String(marked.parse(unfolded));
}

function show(name: string, result: StepResult): void {
  title(`${name}: the log`);
  console.log(readableLog(result.log));
  title(`${name}: the outputs`);
  for (const [output, value] of Object.entries(result.outputs)) console.log(`${output}=${value}`);
  title(`${name}: the job summary`);
  console.log(rendered(result.summary));
}

const sandbox = await startSandbox({ cogPusher: "direct" });
const runner = await Runner.create();
const step = {
  workspace: PROJECT,
  inputs: {
    model: `${sandbox.account.username}/hello-world`,
    "api-token": sandbox.apiToken,
    hardware: "cpu",
    // A release that the action knows no digest of, so that the sandbox's stand-in passes for it.
    "cog-version": "0.21.0",
    "cog-mirror": sandbox.mirror,
  },
  env: sandbox.environment,
};

try {
  for (const name of ["First push, which creates the model", "Second push, which finds it"]) {
    const result = await runner.run(step);
    await runner.post(step, result);
    show(name, result);
    if (result.code !== 0) process.exitCode = 1;
  }
  const versions = sandbox.model(step.inputs.model)?.versions ?? [];
  title(`The sandbox's Replicate now has ${versions.length} versions of ${step.inputs.model}`);
  for (const { id } of versions) console.log(id);
} finally {
  await sandbox.close();
  await runner.remove();
}
