import type { ModelName } from "../../src/lib/model-name.ts";
import { fullName } from "../../src/lib/model-name.ts";
import { listVersions } from "../../src/replicate/models.ts";
import { pullRequestEvent } from "../sandbox/github/events.ts";
import type { Action } from "./action.ts";
import type { Live } from "./live.ts";
import { seen, unseen } from "./questions.ts";
import type { Registry } from "./registry.ts";
import { readKind } from "./registry-questions.ts";

const PULL_REQUEST = 1;
const TEST_CASES = "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}";

/** A second push, which finds the model, and a test case on its version. */
export async function pushAgain(action: Action): Promise<void> {
  await action.run("second push, with a test case", { inputs: { "test-cases": TEST_CASES } });
}

/** A bundle: `model:` in cog.yaml instead of a model's name as Cog's argument. */
export async function pushBundle(live: Live, action: Action, registry: Registry): Promise<void> {
  const outputs = await action.run("push of a bundle", { inputs: {}, project: "bundle" });
  await live.ask("bundle-version", async () => {
    const version = outputs?.["version"];
    if (version !== undefined) return readKind(registry, version);
    return unseen(`the push failed: ${live.uses.at(-1)?.problems.join(", ")}`);
  });
}

/** A pull request's preview, from its first push to its end. */
export async function preview(live: Live, action: Action, model: ModelName): Promise<void> {
  live.make("model", { ...model, name: `${model.name}-pr-${PULL_REQUEST}` });
  for (const kind of ["opened", "closed"] as const) {
    const { event, env } = pullRequestEvent({
      action: kind,
      number: PULL_REQUEST,
      repository: fullName(model),
      author: model.owner,
    });
    // Nothing of this pull request exists on GitHub, so nothing is asked there.
    const inputs = { "preview-comment": "false", "github-token": "" };
    await action.run(`preview, pull request ${kind}`, { inputs, event, env });
  }
}

/** A deployment of a version, with a prediction by it. */
export async function deploy(
  live: Live,
  action: Action,
  { deployment, version }: { deployment: ModelName; version: string },
): Promise<void> {
  live.make("deployment", deployment);
  await action.run("deployment", {
    inputs: {
      version,
      deployment: fullName(deployment),
      "deployment-hardware": "cpu",
      "deployment-min-instances": "0",
      "deployment-max-instances": "1",
      "deployment-check": "true",
    },
  });
}

/** Deletions that Replicate's documentation rules out, in an order in which each is one. All is to be deleted anyway. */
export async function askRefusals(
  live: Live,
  { model, deployment, version }: { model: ModelName; deployment: ModelName; version: string },
): Promise<void> {
  await live.ask("refused-deletions", async () => {
    const facts: Record<string, number> = {};
    const remove = async (what: string, path: string): Promise<void> => {
      facts[what] = (await live.api("DELETE", path)).status;
    };
    const ofModel = `/models/${fullName(model)}`;
    if (live.made.some(({ kind }) => kind === "deployment")) {
      await remove("version of a deployment", `${ofModel}/versions/${version}`);
      await remove("deployment after its use", `/deployments/${fullName(deployment)}`);
    }
    await remove("model with versions", ofModel);
    const versions = await listVersions(live.api, model);
    const other = versions.ok ? versions.value.find(({ id }) => id !== version) : undefined;
    if (other !== undefined) {
      await remove("version", `${ofModel}/versions/${other.id}`);
      await remove("version again", `${ofModel}/versions/${other.id}`);
      await remove("model while a version is deleted", ofModel);
    }
    const list = Object.entries(facts).map(([what, status]) => `${what}: ${status}`);
    return seen(list.join(", "), facts);
  });
}
