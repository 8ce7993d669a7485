import { fileURLToPath } from "node:url";
import { marked } from "marked";
import { markedTerminal } from "marked-terminal";
import { Runner, type StepOptions, type StepResult } from "../sandbox/runner.ts";
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
    .replaceAll(/<!--.*?-->/g, "")
    .replaceAll(/<details><summary>(.*?)<\/summary>/g, "### ▾ $1")
    .replaceAll("</details>", "");
  return String(marked.parse(unfolded));
}

function show(name: string, result: StepResult, rest: Readonly<Record<string, string>>): void {
  title(`${name}: the log`);
  console.log(readableLog(result.log));
  title(`${name}: the outputs`);
  for (const [output, value] of Object.entries(result.outputs)) console.log(`${output}=${value}`);
  for (const [what, markdown] of Object.entries(rest)) {
    title(`${name}: ${what}`);
    console.log(rendered(markdown));
  }
}

const sandbox = await startSandbox({ cogPusher: "direct", deletionDelay: 500 });
const runner = await Runner.create();
const model = `${sandbox.account.username}/hello-world`;
const step = {
  workspace: PROJECT,
  inputs: {
    model,
    "api-token": sandbox.apiToken,
    hardware: "cpu",
    // A release that the action knows no digest of, so that the sandbox's stand-in passes for it.
    "cog-version": "0.21.0",
    "cog-mirror": sandbox.mirror,
    "github-token": sandbox.githubToken,
  },
  env: sandbox.environment,
};

/** Runs the step, main and post, as the runner does. */
async function runStep(options: StepOptions): Promise<StepResult> {
  const result = await runner.run(options);
  await runner.post(options, result);
  if (result.code !== 0) process.exitCode = 1;
  return result;
}

async function push(name: string): Promise<void> {
  const result = await runStep(step);
  show(name, result, { "the job summary": result.summary });
}

async function onPullRequest(
  name: string,
  action: "opened" | "synchronize" | "closed",
): Promise<void> {
  const { event, env } = sandbox.events.pullRequestEvent({ action, number: 12 });
  const result = await runStep({ ...step, event, env: { ...sandbox.environment, ...env } });
  const [comment] = sandbox.github.comments();
  show(name, result, { "the comment on the pull request": comment?.body ?? "" });
}

/** A release: tested on a private model first, served by a deployment, and told of in its notes. */
async function onRelease(name: string, tag: string): Promise<void> {
  sandbox.github.addRelease({ tag, body: "Now greets everyone." });
  const { event, env } = sandbox.events.releaseEvent({ action: "published", tag });
  const result = await runStep({
    ...step,
    inputs: {
      ...step.inputs,
      compatibility: "fail",
      "test-model": `${model}-test`,
      "test-cases": "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada, compare: true}",
      deployment: "hello-world",
    },
    event,
    env: { ...sandbox.environment, ...env },
  });
  const notes = sandbox.github.releases.find((release) => release.tag === tag)?.body ?? "";
  show(name, result, { "the job summary": result.summary, "the release's notes": notes });
}

/** The deployment goes back to an older version; nothing is built. */
async function rollBack(name: string): Promise<void> {
  const version = sandbox.model(model)?.versions.at(-1)?.id ?? "";
  const inputs = { ...step.inputs, version, "boot-check": "true", deployment: "hello-world" };
  const result = await runStep({ ...step, inputs });
  show(name, result, { "the job summary": result.summary });
}

function showModels(): void {
  title("What the sandbox's Replicate has now");
  for (const { owner, name, visibility, versions } of sandbox.state.models.values())
    console.log(`${owner}/${name} (${visibility}), ${versions.length} versions`);
}

try {
  await push("A push, which creates the model");
  await push("A second push, which finds it");
  await onPullRequest("A pull request is opened", "opened");
  await onPullRequest("It gets a second commit", "synchronize");
  showModels();
  await onPullRequest("It is closed", "closed");
  showModels();
  await onRelease("A release is published", "v1.0.0");
  await rollBack("A rollback by hand");
  showModels();
} finally {
  await sandbox.close();
  await runner.remove();
}
