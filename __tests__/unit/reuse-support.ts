import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { readProject } from "../../src/cog/project.ts";
import type { PushPlan } from "../../src/plan/plan.ts";
import { makePlan } from "../../src/plan/plan.ts";
import { buildMark, markedVersion } from "../../src/reuse/build-mark.ts";
import { findReusableVersion } from "../../src/reuse/find-reusable-version.ts";
import { decidingFiles, readSource, revisionOf, type SourceState } from "../../src/reuse/source.ts";
import { type Files, git, WORKFLOW, writeFiles } from "../support/sources.ts";
import { EXAMPLE } from "../support/world.ts";
import { startWorld, type World } from "./confirm-support.ts";
import { allowedBy, contextWith, inputsFrom, temporaryDirectory } from "./support.ts";

const COG_VERSION = "0.21.0";

/** Where the sources' versions are, for a file of tests. */
let world: World | undefined;

function registryWorld(): World {
  if (world === undefined) throw new Error("Call withRegistry() first.");
  return world;
}

/** Starts the registry for the tests of a file. */
export function withRegistry(): void {
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    world = await startWorld({}, (end) => ends.push(end));
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });
}

type Inputs = Readonly<Record<string, string>>;

/** A git repository with a Cog project, and a model's newest version, built from its sources as they were. */
export class Sources {
  readonly root: string;
  readonly #directory: string;
  #newest = "";

  private constructor(root: string, directory: string) {
    this.root = root;
    this.#directory = directory;
  }

  /**
   * @param files committed beside the example, in its place perhaps.
   * @param directory of the project in the repository.
   */
  static async create(files: Files = {}, directory = "."): Promise<Sources> {
    const root = await temporaryDirectory();
    await cp(EXAMPLE, join(root, directory), { recursive: true });
    const sources = new Sources(root, directory);
    await sources.git("init", "--quiet", "--initial-branch=main");
    await sources.commit(files);
    return sources;
  }

  git(...args: readonly string[]): Promise<string> {
    return git(this.root, ...args);
  }

  write(files: Files): Promise<void> {
    return writeFiles(this.root, files);
  }

  async commit(files: Files): Promise<void> {
    await this.write(files);
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message=Change");
  }

  /** The first digits of the commit that is checked out. */
  head(): Promise<string> {
    return this.git("rev-parse", "--short=7", "HEAD");
  }

  /** Adds a version with the labels that Cog gives an image of the sources as they are. */
  async build(inputs: Inputs = {}): Promise<void> {
    const { plan, source } = await this.#read(inputs);
    if (source.kind === "unknown") throw new Error(source.reason);
    const Labels = {
      "org.opencontainers.image.revision": revisionOf(source),
      "org.opencontainers.image.version": markedVersion(undefined, buildMark(plan.reuse, source)),
      "run.cog.version": COG_VERSION,
      "run.cog.config": JSON.stringify(plan.reuse.project.config),
    };
    const digest = await registryWorld().push({ config: { Labels } });
    this.#newest = digest.slice("sha256:".length);
  }

  /** Why the sources have to be built after `build`; undefined: the newest version is what they would make. */
  async reason(inputs: Inputs = {}): Promise<string | undefined> {
    const { plan, source } = await this.#read(inputs);
    const version = { id: this.#newest, schema: undefined, cogVersion: undefined };
    const decision = await findReusableVersion(plan.reuse, version, {
      cogVersion: COG_VERSION,
      registry: registryWorld().registry,
      source,
      listVersions: async () => [],
    });
    if (decision.kind === "off") throw new Error("skip-unchanged is off");
    return decision.kind === "build" ? decision.reason : undefined;
  }

  /** Reads the inputs, the project and the repository as the step does. */
  async #read(given: Inputs): Promise<{ plan: PushPlan; source: SourceState }> {
    const variables = {
      GITHUB_WORKSPACE: this.root,
      GITHUB_REPOSITORY: "acme/app",
      GITHUB_WORKFLOW_REF: `acme/app/${WORKFLOW}@refs/heads/main`,
    };
    const context = contextWith(variables);
    const step = { model: "acme/hotdog", "skip-unchanged": "true", ...given };
    const inputs = inputsFrom({ "working-directory": this.#directory, ...step }, variables);
    const project = await readProject(this.root, inputs.project, context.registryHost);
    const decision = allowedBy(context);
    const plan = makePlan({ inputs, context, project, suite: { kind: "none" }, decision });
    if (plan.kind !== "push") throw new Error(`The plan is to ${plan.kind}.`);
    const place = {
      directory: project.directory,
      environment: { PATH: process.env["PATH"], HOME: this.root, GIT_CONFIG_NOSYSTEM: "1" },
    };
    return { plan, source: await readSource(place, decidingFiles(plan.reuse)) };
  }
}
