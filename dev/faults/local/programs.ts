import { once } from "node:events";
import { mkdir, readdir, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { writeProgram } from "../../../__tests__/support/programs.ts";
import { COG_VERSION, HOTDOG } from "../../../__tests__/support/world.ts";
import type { Matrix } from "../cell.ts";
import { HELD } from "./checks.ts";
import { cellOf, type LocalFault } from "./fault.ts";
import type { Machine } from "./machine.ts";
import { until } from "./moments.ts";
import { pushIn } from "./occasion.ts";

/** The only directory on the PATH of a step whose programs are not those of this machine. */
const programs = ({ world }: Machine): string => join(world.runner.directory, "programs");

/** Programs by their names: the lines of a shell script. */
type Scripts = Readonly<Record<string, readonly string[]>>;

const DOCKER = ["echo 27.0.0"];
const GIT = ["echo 'fatal: not a git repository' >&2", "exit 128"];
const HANGS = ["exec /bin/sleep 600"];
const DEAF = ["trap '' TERM INT", "while :; do /bin/sleep 1; done"];
const KILLED = ["kill -9 $$"];
const GARBAGE = ["exec /usr/bin/head -c 100000 /dev/urandom"];
const NO_DAEMON = { failed: /Could not connect to a Docker daemon\. .+\[docker-unavailable\]\n\S/ };
/** A daemon is given 20 s to answer. */
const UNANSWERED = { isSlow: true, seconds: 40 };

/** A machine that has these programs and no others. */
function withPrograms(scripts: Scripts): Pick<LocalFault, "before" | "step"> {
  return {
    before: async (machine) => {
      await mkdir(programs(machine));
      for (const [name, lines] of Object.entries(scripts))
        await writeProgram(programs(machine), name, lines);
    },
    step: (machine) => ({ env: { PATH: programs(machine) } }),
  };
}

const docker = (lines: readonly string[]) => withPrograms({ docker: lines, git: GIT });
const CLIENT: readonly LocalFault[] = [
  { fault: "missing", ...withPrograms({ git: GIT }), ends: "recovered" as const },
  { fault: "fails", ...docker(["echo 'error during connect' >&2", "exit 1"]) },
  { fault: "fails", variant: "without a word", ...docker(["exit 1"]) },
  { fault: "killed", ...docker(KILLED) },
  { fault: "hangs", ...docker(HANGS), ...UNANSWERED },
  { fault: "hangs", variant: "deaf to SIGTERM", ...docker(DEAF), ...UNANSWERED },
  { fault: "garbage", ...docker(GARBAGE), ends: "recovered" as const },
].map((fault) => ({ place: "docker", ends: NO_DAEMON, ...fault }));

const socket = (machine: Machine): string => join(programs(machine), "silent.sock");
const DAEMON: readonly LocalFault[] = [
  {
    place: "Docker daemon",
    fault: "missing",
    ...withPrograms({ git: GIT }),
    step: (machine) => ({ env: { PATH: programs(machine), DOCKER_HOST: "unix:///nowhere" } }),
    ends: NO_DAEMON,
  },
  {
    place: "Docker daemon",
    fault: "hangs",
    ...UNANSWERED,
    before: async (machine) => {
      await mkdir(programs(machine));
      const server = createServer().listen(socket(machine)).unref();
      await once(server, "listening");
    },
    step: (machine) => ({
      env: { PATH: programs(machine), DOCKER_HOST: `unix://${socket(machine)}` },
    }),
    ends: NO_DAEMON,
  },
];

const git = (lines: readonly string[]) => withPrograms({ docker: DOCKER, git: lines });
const hangingGit = git(HANGS);
/** Nothing but a label and skip-unchanged is asked of it. */
const GIT_FAULTS: readonly LocalFault[] = [
  { fault: "missing", ...withPrograms({ docker: DOCKER }) },
  { fault: "fails", ...git(["exit 1"]) },
  { fault: "killed", ...git(KILLED) },
  { fault: "garbage", ...git(GARBAGE) },
  {
    fault: "hangs",
    ...hangingGit,
    isSlow: true,
    step: (machine: Machine) => ({
      ...hangingGit.step?.(machine),
      inputs: { "timeout-minutes": "0.1" },
    }),
    ends: { failed: /timeout-minutes/ },
    seconds: 20,
  },
].map((fault) => ({ place: "git", ends: "recovered" as const, ...fault }));

const asset = `/releases/download/v${COG_VERSION}/cog_*`;
const DOWNLOAD: readonly LocalFault[] = [
  {
    fault: "fails",
    variant: "in the middle",
    before: ({ world }: Machine) => world.sandbox.fault({ path: asset, breaks: "cut" }),
    ends: "recovered" as const,
  },
  {
    fault: "garbage",
    variant: "half of it, as if it were all",
    before: ({ world }: Machine) =>
      world.sandbox.fault({ path: asset, breaks: "truncate", times: 9 }),
    ends: { failed: /SHA-256[\s\S]*\n\S/ },
  },
  {
    fault: "killed",
    variant: "the step, in the middle",
    occasion: pushIn({ models: [HOTDOG], mirrorBytesPerSecond: 100 }),
    during: async (machine: Machine, step: { process: { kill(signal: "SIGKILL"): unknown } }) => {
      await until("a half-written file", () => isHalfWritten(machine));
      step.process.kill("SIGKILL");
    },
    ends: "killed" as const,
  },
].map((fault) => ({ place: "download of Cog", ...fault }));

async function isHalfWritten({ world }: Machine): Promise<boolean> {
  const { temporary } = world.runner;
  const names = (await readdir(temporary)).filter((name) => name.startsWith("cog-"));
  const sizes = names.map(async (name) => (await stat(join(temporary, name))).size);
  return (await Promise.all(sizes)).some((size) => size > 0);
}

export const PROGRAMS: Matrix = {
  name: "programs",
  title: "Docker, git, and download of Cog",
  held: HELD,
  columns: {
    missing: "it is not there",
    fails: "fails or stops early",
    killed: "killed while it runs",
    hangs: "no response, with and without ignoring SIGTERM",
    garbage: "invalid response",
  },
  cells: async () => [...CLIENT, ...DAEMON, ...GIT_FAULTS, ...DOWNLOAD].map(cellOf),
};
