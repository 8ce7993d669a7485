import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { runProgram } from "./spawner.ts";
import {
  type AtEnd,
  HOTDOG,
  type Logged,
  logged,
  type SandboxOptions,
  type StepOptions,
  type StepResult,
  World,
} from "./world.ts";

/** Contents by path, from the repository's root; null deletes. */
export type Files = Readonly<Record<string, string | null>>;

/** Another model. */
export const CODE =
  'from cog import BasePredictor\n\n\nclass Predictor(BasePredictor):\n    def predict(self) -> str:\n        return "hi"\n';

export const WORKFLOW = ".github/workflows/push.yml";

/** Git with no configuration but this. */
export async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const identity = ["AUTHOR", "COMMITTER"].flatMap((role) => [
    [`GIT_${role}_NAME`, "mona"],
    [`GIT_${role}_EMAIL`, "mona@example.com"],
  ]);
  const command = ["-c", "protocol.file.allow=always", "-C", directory, ...args];
  const env = {
    PATH: process.env["PATH"],
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: "1",
    ...Object.fromEntries(identity),
  };
  return (await runProgram("git", command, { env })).trim();
}

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await (text === null ? rm(file) : writeFile(file, text));
  }
}

/** Sources that have been pushed: a copy of their repository, and the world, closed, with their versions. */
interface Template {
  readonly directory: string;
  readonly world: World;
}

const templates = new Map<string, Promise<Template>>();

/** A world whose project is committed in a git repository, for one test. */
export class Sources {
  readonly world: World;
  /** The project's directory in the repository: `.`, or its name. */
  readonly directory: string;
  /** The repository's root, which is the workspace; another clone of it, perhaps. */
  root: string;

  private constructor(world: World, directory: string) {
    this.world = world;
    this.directory = directory;
    this.root = world.project;
  }

  /** @param files committed beside the example, in place of its own perhaps. */
  static async create(
    files: Files = {},
    directory = ".",
    options: SandboxOptions = {},
    atEnd: AtEnd = onTestFinished,
  ): Promise<Sources> {
    const world = await World.create({ models: [HOTDOG], ...options }, atEnd);
    if (directory !== ".") await moveInto(world.project, directory);
    const sources = new Sources(world, directory);
    await sources.git("init", "--quiet", "--initial-branch=main");
    await sources.commit(files);
    return sources;
  }

  /**
   * Creates sources that have been pushed already, by steps that run once for each key.
   * @param key names what `push` does, in all files of tests.
   * @returns sources with their versions, in a world in which nothing has run.
   */
  static async createPushed(
    key: string,
    push: (sources: Sources) => Promise<void>,
    options: SandboxOptions = {},
  ): Promise<Sources> {
    const template = templates.get(key) ?? createTemplate(push);
    templates.set(key, template);
    const { directory, world: pushed } = await template;
    const world = await World.create({ models: [HOTDOG], ...options });
    await rm(world.project, { recursive: true });
    await cp(directory, world.project, { recursive: true });
    world.sandbox.copyModels(pushed.sandbox);
    return new Sources(world, ".");
  }

  git(...args: readonly string[]): Promise<string> {
    return git(this.root, ...args);
  }

  write(files: Files): Promise<void> {
    return writeFiles(this.root, files);
  }

  /** @returns the commit's id. */
  async commit(files: Files): Promise<string> {
    await this.write(files);
    await this.git("add", "--all");
    await this.git("commit", "--quiet", "--allow-empty", "--message=Change");
    return this.head();
  }

  head(): Promise<string> {
    return this.git("rev-parse", "HEAD");
  }

  /** Runs the step on what is checked out, by the workflow of this repository. */
  async push({ inputs, env, ...rest }: Partial<StepOptions> = {}): Promise<StepResult> {
    const sha = await this.head().catch(() => "0".repeat(40));
    return this.world.run({
      workspace: this.root,
      inputs: { "skip-unchanged": "true", "working-directory": this.directory, ...inputs },
      env: {
        GITHUB_SHA: sha,
        GITHUB_REPOSITORY: "acme/app",
        GITHUB_WORKFLOW_REF: `acme/app/${WORKFLOW}@refs/heads/main`,
        GIT_CONFIG_NOSYSTEM: "1",
        ...env,
      },
      ...rest,
    });
  }

  /** Pushes a version that has to be built. */
  async pushFirst(overrides: Partial<StepOptions> = {}): Promise<StepResult> {
    const result = await this.push(overrides);
    if (result.outputs["status"] !== "pushed") throw new Error(result.log);
    return result;
  }
}

/**
 * Why a run of the step built the sources.
 * @returns undefined when it found nothing to build.
 */
export function rebuildReason(result: StepResult): Logged | undefined {
  const { status } = result.outputs;
  if (result.code === 0 && status === "unchanged") return undefined;
  const [reason] = logged(result);
  if (result.code !== 0 || status !== "pushed" || reason === undefined) throw new Error(result.log);
  return reason;
}

async function createTemplate(push: (sources: Sources) => Promise<void>): Promise<Template> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const sources = await Sources.create({}, ".", {}, (act) => ends.push(act));
    await push(sources);
    const directory = await mkdtemp(join(tmpdir(), "pushed-"));
    await cp(sources.root, directory, { recursive: true });
    return { directory, world: sources.world };
  } finally {
    await Promise.all(ends.map((end) => end()));
  }
}

async function moveInto(root: string, directory: string): Promise<void> {
  const names = await readdir(root);
  await mkdir(join(root, directory), { recursive: true });
  for (const name of names) await rename(join(root, name), join(root, directory, name));
}
