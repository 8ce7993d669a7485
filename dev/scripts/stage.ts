import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Runner, type StepOptions } from "../sandbox/runner.ts";
import { type Sandbox, startSandbox } from "../sandbox/server.ts";
import type { StepResult } from "../sandbox/step-result.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/hello-world", import.meta.url));
const PULL_REQUEST = 12;

/** What came of a use of the action, and the texts that people read of it. */
export interface Scene {
  readonly result: StepResult;
  /** Markdown, by what it is: `job summary`. */
  readonly texts: Readonly<Record<string, string>>;
  /** HTML of the test report; empty when no prediction ran. */
  readonly report: string;
}

/** A sandbox, a runner and a copy of examples/hello-world, for playing the uses of the action on. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly model: string;
  readonly #runner: Runner;
  readonly #project: string;

  private constructor(sandbox: Sandbox, runner: Runner, project: string) {
    this.sandbox = sandbox;
    this.model = `${sandbox.account.username}/hello-world`;
    this.#runner = runner;
    this.#project = project;
  }

  static async create(): Promise<Stage> {
    const [sandbox, runner, project] = await Promise.all([
      startSandbox({ cogPusher: "direct", deletionDelay: 500 }),
      Runner.create(),
      mkdtemp(join(tmpdir(), "hello-world-")),
    ]);
    await cp(EXAMPLE, project, { recursive: true });
    return new Stage(sandbox, runner, project);
  }

  async close(): Promise<void> {
    await Promise.all([
      this.sandbox.close(),
      this.#runner.remove(),
      rm(this.#project, { recursive: true }),
    ]);
  }

  /** Gives the model one more input, which callers may leave out. */
  async addInput(): Promise<void> {
    const source = await readFile(join(EXAMPLE, "predict.py"), "utf8");
    const added = source
      .replace(
        ") -> str:",
        ', excited: bool = Input(description="End with !", default=False)) -> str:',
      )
      .replace('{text}"', `{text}{'!' if excited else ''}"`);
    await writeFile(join(this.#project, "predict.py"), added);
  }

  /** Takes the input away again. */
  async removeInput(): Promise<void> {
    await cp(EXAMPLE, this.#project, { recursive: true });
  }

  async push(): Promise<Scene> {
    return await this.#scene({});
  }

  /** A push with mistakes, which fails before the build. */
  async mistakenPush(): Promise<Scene> {
    const inputs = { hardware: "gpu-t4s", "readme-file": "READMEE.md", "test-cases": "tests.yaml" };
    return await this.#scene({ inputs });
  }

  async pullRequest(action: "opened" | "synchronize" | "closed"): Promise<Scene> {
    const { event, env } = this.sandbox.events.pullRequestEvent({ action, number: PULL_REQUEST });
    const { result, report } = await this.#scene({ event, env });
    const [comment] = this.sandbox.github.comments();
    return { result, report, texts: { comment: comment?.body ?? "" } };
  }

  /** A release: tested on a private model first, served by a deployment, and written into its notes. */
  async release(tag: string): Promise<Scene> {
    this.sandbox.github.addRelease({ tag, body: "Now greets everyone." });
    const { event, env } = this.sandbox.events.releaseEvent({ action: "published", tag });
    const inputs = {
      compatibility: "fail",
      "test-model": `${this.model}-test`,
      "test-cases": "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada, compare: true}",
      deployment: "hello-world",
    };
    const { result, report, texts } = await this.#scene({ inputs, event, env });
    const notes = this.sandbox.github.releases.find((release) => release.tag === tag)?.body ?? "";
    return { result, report, texts: { ...texts, "release notes": notes } };
  }

  /** The deployment goes back to the oldest version; nothing is built. */
  async rollBack(): Promise<Scene> {
    const version = this.sandbox.model(this.model)?.versions.at(-1)?.id ?? "";
    const inputs = { version, "boot-check": "true", deployment: "hello-world" };
    return await this.#scene({ inputs });
  }

  async #scene(differing: Partial<StepOptions>): Promise<Scene> {
    const result = await this.#run(differing);
    const { report } = result.outputs;
    return {
      result,
      texts: { "job summary": result.summary },
      report: report === undefined ? "" : await readFile(report, "utf8"),
    };
  }

  /** @returns the commit's SHA. */
  async #commit(): Promise<string> {
    await this.#git("init", "--quiet", "--initial-branch=main");
    await this.#git("add", "--all");
    await this.#git("commit", "--quiet", "--allow-empty", "--message=Change the model");
    return await this.#git("rev-parse", "HEAD");
  }

  async #git(...args: readonly string[]): Promise<string> {
    const identity = ["-c", "user.name=mona", "-c", "user.email=mona@example.com"];
    const command = ["-C", this.#project, ...identity, ...args];
    const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
    return (await promisify(execFile)("git", command, { env })).stdout.trim();
  }

  /** Runs the step, main and post, as the runner does. */
  async #run(differing: Partial<StepOptions>): Promise<StepResult> {
    const options: StepOptions = {
      workspace: this.#project,
      ...differing,
      inputs: {
        model: this.model,
        "api-token": this.sandbox.apiToken,
        hardware: "cpu",
        // A release that the action knows no digest of, so that the sandbox's stand-in passes for it.
        "cog-version": "0.21.0",
        "cog-mirror": this.sandbox.mirror,
        "github-token": this.sandbox.githubToken,
        ...differing.inputs,
      },
      env: { ...this.sandbox.environment, ...differing.env, GITHUB_SHA: await this.#commit() },
    };
    const result = await this.#runner.run(options);
    await this.#runner.post(options, result);
    return result;
  }
}
