import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readProject } from "../../src/cog/project.ts";
import { createQueue } from "../../src/lib/queue.ts";
import { makePlan, type PushPlan } from "../../src/plan/plan.ts";
import { buildMark, markedVersion } from "../../src/reuse/build-mark.ts";
import { findReusableVersion } from "../../src/reuse/find-reusable-version.ts";
import { readSource, type SourceState, withRevision } from "../../src/reuse/source.ts";
import { type Files, git, WORKFLOW, writeFiles } from "../support/sources.ts";
import { EXAMPLE } from "../support/world.ts";
import { startWorld } from "../unit/push/confirm-support.ts";
import { allowedBy, contextWith, inputsFrom } from "../unit/support.ts";
import type { Change, Inputs, ReuseCase, ReuseResult } from "./cases.ts";

/**
 * Decides what can be reused, by the functions that decide it, with real git and the sandbox's registry.
 * `node driver.ts CASES` prints a line of JSON.
 */

const COG_VERSION = "0.21.0";

const ends: (() => unknown)[] = [];
const { registry, push } = await startWorld({}, (end) => ends.push(end));
const root = await mkdtemp(join(tmpdir(), "reuse-"));

/** The inputs, the project and the repository as the step reads them. */
interface Read {
  readonly plan: PushPlan;
  readonly source: SourceState;
}

const OWN_WORKFLOW = `acme/app/${WORKFLOW}@refs/heads/main`;

async function read(
  repository: string,
  given: Inputs,
  GITHUB_WORKFLOW_REF = OWN_WORKFLOW,
): Promise<Read> {
  const variables = {
    GITHUB_WORKSPACE: repository,
    GITHUB_REPOSITORY: "acme/app",
    GITHUB_WORKFLOW_REF,
  };
  const context = contextWith(variables);
  const step = { model: "acme/hotdog", "skip-unchanged": "true", ...given };
  const inputs = inputsFrom(step, variables);
  const project = await readProject(repository, inputs.project, context.registryHost);
  const decision = allowedBy(context);
  const plan = makePlan({ inputs, context, project, suite: { kind: "none" }, decision });
  if (plan.kind !== "push") throw new Error(`The plan is to ${plan.kind}.`);
  const environment = { PATH: process.env["PATH"], HOME: repository, GIT_CONFIG_NOSYSTEM: "1" };
  const { signal } = new AbortController();
  const source = await readSource(plan.reuse, {
    context: { ...context, environment },
    signal,
    fetchInTurn: createQueue(),
  });
  return { plan, source };
}

/** Adds a version with the labels that Cog gives an image of the sources, and returns its ID. */
async function build({ plan, source }: Read): Promise<string> {
  if (source.kind === "unknown") throw new Error(source.reason.code);
  const Labels = {
    "org.opencontainers.image.revision": withRevision({ commit: undefined }, source).commit,
    "org.opencontainers.image.version": markedVersion(undefined, buildMark(plan.reuse, source)),
    "run.cog.version": COG_VERSION,
    "run.cog.config": JSON.stringify(plan.reuse.project.config),
  };
  return (await push({ config: { Labels } })).slice("sha256:".length);
}

async function reasonToBuild(
  { plan, source }: Read,
  newest: string,
): Promise<ReuseResult["reason"]> {
  const version = { id: newest, schema: undefined, cogVersion: undefined };
  const decision = await findReusableVersion(plan.reuse, version, {
    cogVersion: COG_VERSION,
    registry,
    source,
    listVersions: async () => [],
  });
  if (decision.kind === "off") throw new Error("skip-unchanged is off");
  return decision.kind === "build" ? decision.reason : undefined;
}

async function commit(repository: string, files: Files): Promise<void> {
  await writeFiles(repository, files);
  await git(repository, "add", "--all");
  await git(repository, "commit", "--quiet", "--allow-empty", "--message=Change");
}

/** Adds a submodule in `lib`, which has two commits and is on the first. */
async function addSubmodule(repository: string): Promise<void> {
  const origin = await mkdtemp(join(root, "library-"));
  await git(origin, "init", "--quiet");
  for (const name of ["one", "two"])
    await git(origin, "commit", "--quiet", "--allow-empty", `--message=${name}`);
  await git(repository, "submodule", "--quiet", "add", origin, "lib");
  await git(join(repository, "lib"), "checkout", "--quiet", "HEAD~1");
}

async function apply(repository: string, change: Change): Promise<void> {
  if (change.kind === "commit") await commit(repository, change.files);
  else if (change.kind === "write") {
    await writeFiles(repository, change.files);
    if (change.isStaged) await git(repository, "add", "--all");
  } else if (change.kind === "move-submodule") {
    await git(join(repository, "lib"), "checkout", "--quiet", "-");
    if (change.isCommitted) await commit(repository, {});
  }
}

async function decide(given: ReuseCase): Promise<ReuseResult> {
  const { files = {}, directory = ".", hasSubmodule = false, inputs, change } = given;
  const repository = await mkdtemp(join(root, "repository-"));
  await cp(EXAMPLE, join(repository, directory), { recursive: true });
  await git(repository, "init", "--quiet", "--initial-branch=main");
  if (hasSubmodule) await addSubmodule(repository);
  await commit(repository, files);
  const head = () => git(repository, "rev-parse", "HEAD");
  const where = { "working-directory": directory };
  const newest = await build(await read(repository, { ...where, ...inputs }));
  const before = await head();
  await apply(repository, change);
  const inputsThen = { ...where, ...(given.inputsThen ?? inputs) };
  const now = await read(repository, inputsThen, given.workflowThen);
  const reason = await reasonToBuild(now, newest);
  return { before, after: await head(), ...(reason !== undefined && { reason }) };
}

const cases: Readonly<Record<string, ReuseCase>> = JSON.parse(process.argv[2] ?? "{}");
const results: Record<string, ReuseResult> = {};
for (const [name, given] of Object.entries(cases)) results[name] = await decide(given);
for (const end of ends) await end();
await rm(root, { recursive: true });
console.log(`\n${JSON.stringify(results)}`);
