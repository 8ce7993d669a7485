import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { expect, it, onTestFinished } from "vitest";
import { Runner } from "../../dev/sandbox/runner.ts";
import type { JsonRecord } from "../../src/lib/json.ts";
import { at, textOf } from "../contract/repository.ts";
import { recordOf, stepsOf, Workflow } from "../contract/workflow-files.ts";
import { freePort } from "../support/docker-registry.ts";
import { canRunScripts, Job } from "./job.ts";

type Strings = Readonly<Record<string, string>>;

/** The texts of a map with GitHub's expressions evaluated, by GitHub's own library. */
function evaluated(map: unknown, contexts: JsonRecord): Strings {
  const dictionary = JSON.parse(JSON.stringify(contexts), data.reviver);
  const value = (expression: string): string => {
    const { tokens } = new Lexer(expression).lex();
    const parsed = new Parser(tokens, Object.keys(contexts), []).parse();
    return new Evaluator(parsed, dictionary).evaluate().coerceString();
  };
  const entries = Object.entries(recordOf(map)).map(([name, text]) => [
    name,
    String(text).replaceAll(/\$\{\{(.+?)\}\}/g, (_, expression: string) => value(expression)),
  ]);
  return Object.fromEntries(entries);
}

/** What a step on GitHub has without being given it; here it is the sandbox's, as it printed it. */
function surroundings(job: Job): { readonly env: Strings; readonly token: string } {
  const printed = readFileSync(join(job.temporary, "sandbox"), "utf8");
  const find = (pattern: RegExp): string => pattern.exec(printed)?.[1] ?? "";
  const env = {
    GITHUB_API_URL: find(/^export GITHUB_API_URL=(.+)$/m),
    GITHUB_REPOSITORY: "OWNER/push-to-replicate",
    GITHUB_REF: "refs/heads/main",
    GITHUB_SHA: job.git("rev-parse", "HEAD"),
    // The runner's daemon is a stand-in, which pushes nothing.
    SANDBOX_COG_PUSHER: "direct",
  };
  return { env, token: find(/github-token: (\S+)/) };
}

const hasCurl = spawnSync("curl", ["--version"]).status === 0;

/*
 * All of it but GitHub's runner: the scripts run as they stand, and `uses: $/` is the action as it is built here.
 */
it.skipIf(!canRunScripts() || !hasCurl)("the action's own job in CI passes", async () => {
  const text = textOf(".github/workflows/ci.yml").replaceAll("8090", String(await freePort()));
  const job = new Job("ci.yml", "action", { text, directory: at("") });
  cpSync(at("examples"), join(job.workspace, "examples"), { recursive: true });
  job.commitToMain();
  const runner = await Runner.create();
  onTestFinished(() => runner.remove());

  const { env, steps } = recordOf(new Workflow(text).jobs.get("action"));
  const outputs: Record<string, { readonly outputs: Strings }> = {};
  const contexts = { env: { ...evaluated(env, {}) }, steps: outputs };
  const done: string[] = [];
  for (const step of stepsOf({ steps })) {
    // Without a name: the checkout, Node and npm, which are there. With a condition: after a failure.
    if (step["name"] === undefined || step["if"] !== undefined) continue;
    const name = String(step["name"]);
    if (step["run"] !== undefined) {
      const own = evaluated(step["env"], contexts);
      const result = await job.run(name, { ...contexts.env, ...own });
      expect(result.code, result.log).toBe(0);
      Object.assign(contexts.env, result.environment);
    } else {
      const action = String(step["uses"]).replace(/^\$\//, "");
      const { env: given, token } = surroundings(job);
      const result = await runner.run({
        workspace: job.workspace,
        action: at(action),
        inputs: { "github-token": token, ...evaluated(step["with"], contexts) },
        env: { ...contexts.env, ...given },
      });
      expect(result.code, result.log).toBe(0);
      outputs[String(step["id"])] = { outputs: result.outputs };
    }
    done.push(name);
  }
  expect(done).toEqual([
    "Start the sandbox",
    "Discover the example",
    "Push it",
    "Promote what was pushed",
    "Sweep, which finds nothing",
    "Check what they say",
    "Check what Replicate has",
  ]);
});
