import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeProgram } from "../../../__tests__/support/programs.ts";
import { git } from "../../../__tests__/support/sources.ts";
import { type AtEnd, HOTDOG, type StepOptions, World } from "../../../__tests__/support/world.ts";
import { scripts } from "../../sandbox/server.ts";

const OLDER = "b".repeat(64);
const REPOSITORY = "acme/hotdog-app";

/** Programs that a push runs besides Cog, as far as they are observed. */
const OBSERVED = ["git", "docker", "docker-credential-vault"] as const;

/** What an observed program does when it is the one to hold: it never ends, whatever signal it gets but SIGKILL. */
const HOLD = "trap '' TERM INT; exec sleep 3600";

/** A push with every gate: a test model, test cases, the deployment and its check, and release notes. */
export interface GatedPush {
  readonly world: World;
  readonly step: StepOptions;
  /** Has a line for each start of an observed program: its name and its first arguments. */
  readonly notes: string;
  /** Makes the n-th start of a program hang. */
  hold(program: string, nth: number): Promise<void>;
}

/** Creates the world of one push, and the step. */
export async function createGatedPush(atEnd: AtEnd): Promise<GatedPush> {
  const world = await World.create({ models: [{ ...HOTDOG, versions: [{ id: OLDER }] }] }, atEnd);
  const { sandbox, runner, project } = world;
  const programs = join(runner.directory, "programs");
  const notes = join(runner.directory, "started");
  await mkdir(programs);
  await mkdir(join(runner.home, ".docker"));
  await Promise.all([
    writeFile(notes, ""),
    writeFile(join(runner.home, ".docker/config.json"), '{"credsStore":"vault"}'),
    world.write("README.md", "# Hotdog\n"),
    world.write("photo.txt", "a photo\n"),
    ...OBSERVED.map((name) => writeProgram(programs, name, observed(name, programs, notes))),
  ]);
  await git(project, "init", "--quiet", "--initial-branch=main");
  await git(project, "add", "--all");
  await git(project, "commit", "--quiet", "--message=Hotdog");
  sandbox.addDeployment({ owner: "acme", name: "live", model: "acme/hotdog", version: OLDER });
  for (const model of ["acme/hotdog", "acme/hotdog-test"])
    sandbox.scriptModel(model, scripts.answers("hello Ada"));
  sandbox.github.addRelease({ tag: "v1.0.0", body: "Notes" });
  const { event, env } = sandbox.events.releaseEvent({ action: "published", tag: "v1.0.0" });
  const step = world.step({
    event,
    env: {
      ...env,
      GITHUB_REPOSITORY: REPOSITORY,
      GITHUB_SHA: await git(project, "rev-parse", "HEAD"),
      GIT_CONFIG_NOSYSTEM: "1",
      PATH: `${programs}:${process.env["PATH"]}`,
    },
    inputs: {
      "github-token": sandbox.githubToken,
      secrets: "HF_TOKEN=hf_recognisable0123456789",
      description: "Is it one?",
      "readme-file": "README.md",
      compatibility: "fail",
      "skip-unchanged": "true",
      "test-model": "acme/hotdog-test",
      "test-cases": JSON.stringify([
        { name: "greets", inputs: { text: "Ada" }, exact_string: "hello Ada" },
        { name: "compares", inputs: { text: "Bob" }, matches: "^hello", compare: true },
      ]),
      deployment: "live",
      "deployment-check": "true",
      "github-deployment": "true",
    },
  });
  const hold = (program: string, nth: number): Promise<void> =>
    writeFile(join(programs, `${program}-${nth}.hold`), "");
  return { world, step, notes, hold };
}

/** A program that notes its start before it becomes the real one, or hangs. */
function observed(name: string, directory: string, notes: string): string[] {
  const real = name === "git" ? `PATH='${process.env["PATH"]}' exec git "$@"` : STAND_INS[name];
  return [
    `echo ${name} >>'${notes}'`,
    `nth=$(grep -c '^${name}$' '${notes}')`,
    `if [ -e "${directory}/${name}-$nth.hold" ]; then ${HOLD}; fi`,
    real ?? "exit 1",
  ];
}

const STAND_INS: Readonly<Record<string, string>> = {
  docker: "echo 27.0.0",
  "docker-credential-vault": "echo '{}'",
};
