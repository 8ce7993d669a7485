import { type ChildProcess, fork, spawnSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeSync,
} from "node:fs";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/*
 * Runs of the stand-in for Cog in processes that have run it before: a new Node takes five times as long as the
 * stand-in itself. The `cog` that the action starts is a shell script either way. It asks for such a process through
 * named pipes, copies what that prints, and ends as that says. The process is killed when the script has ended before.
 */

/** What a process needs to run the stand-in as the script would. */
interface CogCall {
  readonly program: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly pid: number;
  /** Named pipes. */
  readonly stdout: string;
  readonly stderr: string;
}

const PROGRAM = join(import.meta.dirname, "cog-host.mjs");
const directory = join(tmpdir(), `cog-hosts-${process.pid}`);
const requests = join(directory, "requests");

/** Processes that run nothing at the moment. */
const idle: ChildProcess[] = [];

/** Whether the next run at a sandbox needs a process of its own, by the sandbox's address. */
const sandboxes = new Map<string, () => boolean>();

let isOpen = false;

/**
 * Lets the runs that report to a sandbox share processes, where STEP_PROCESS=shared and there is a /proc.
 * @param needsOwn says whether the next run needs a process of its own.
 */
export function shareCog(origin: string, needsOwn: () => boolean): void {
  if (process.env["STEP_PROCESS"] !== "shared" || process.platform !== "linux") return;
  sandboxes.set(origin, needsOwn);
  if (!isOpen) openRequests();
}

/** What a sandbox has closed asks for no process. */
export function unshareCog(origin: string): void {
  sandboxes.delete(origin);
}

/**
 * The lines of a shell script that run the stand-in in a shared process, and go on where that can't be.
 * @returns nothing for a sandbox whose runs share none.
 */
export function sharedRun(program: string, version: string, origin: string): string {
  if (!sandboxes.has(origin)) return "";
  return `run='${directory}'/$$
if mkfifo "$run" "$run.out" "$run.err" "$run.life" 2>/dev/null; then
  exec 3<>"$run.life" 4<>"$run"
  echo "$$ ${version} ${origin} ${program}" 1<>'${requests}'
  read -r answer <&4
  if [ "$answer" = shared ]; then
    cat "$run.out" 3<&- 4<&- &
    cat "$run.err" >&2 3<&- 4<&- &
    wait
    read -r code <&4
    exit "$code"
  fi
  exec 3<&- 4<&-
fi
`;
}

function openRequests(): void {
  isOpen = true;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory);
  spawnSync("mkfifo", [requests]);
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const input = new Socket({ fd: openSync(requests, "r+"), readable: true, writable: false });
  createInterface({ input }).on("line", (line) => {
    answer(line).catch((error: unknown) => console.error(error));
  });
  input.unref();
}

async function answer(request: string): Promise<void> {
  const [pid = "", version = "", origin = "", ...program] = request.split(" ");
  const run = join(directory, pid);
  // The script reads and writes its pipes, so that nobody waits for the other to open one.
  const script = openSync(run, "r+");
  try {
    const call = sandboxes.get(origin)?.() === false ? readCall(run, pid) : undefined;
    if (call === undefined) {
      writeSync(script, "own\n");
      return;
    }
    const argv = [version, origin, ...call.argv];
    const host = takeHost();
    const watched = killWithScript(host, `${run}.life`);
    writeSync(script, "shared\n");
    const code = await runIn(host, { ...call, argv, program: program.join(" ") });
    watched.removeAllListeners().destroy();
    if (typeof code === "number") writeSync(script, `${code}\n`);
  } finally {
    closeSync(script);
    for (const end of ["", ".out", ".err", ".life"]) rmSync(`${run}${end}`, { force: true });
  }
}

/**
 * Reads what a script was started with.
 * @returns undefined when the script sees other processes or files, as in namespaces of its own.
 */
function readCall(run: string, pid: string): Omit<CogCall, "program"> | undefined {
  const entry = `/proc/${pid}`;
  const read = (file: string): string[] =>
    readFileSync(`${entry}/${file}`, "utf8").split("\0").slice(0, -1);
  try {
    const seesTheSame = ["ns/mnt", "root"].every(
      (name) => readlinkSync(`${entry}/${name}`) === readlinkSync(`/proc/self/${name}`),
    );
    if (readlinkSync(`${entry}/fd/3`) !== `${run}.life` || !seesTheSame) return undefined;
    const variables = read("environ").map((line) => {
      const [name = "", ...value] = line.split("=");
      return [name, value.join("=")] as const;
    });
    return {
      argv: read("cmdline").slice(2),
      env: Object.fromEntries(variables),
      cwd: readlinkSync(`${entry}/cwd`),
      pid: Number(pid),
      stdout: `${run}.out`,
      stderr: `${run}.err`,
    };
  } catch {
    return undefined;
  }
}

/** Kills the process that runs for a script when the script ends first, as one that is killed does. */
function killWithScript(host: ChildProcess, life: string): Socket {
  const fd = openSync(life, constants.O_RDONLY | constants.O_NONBLOCK);
  const socket = new Socket({ fd, readable: true, writable: false });
  return socket.on("end", () => host.kill("SIGKILL")).resume();
}

/** @returns the exit code, or the signal that killed the process. */
async function runIn(host: ChildProcess, call: CogCall): Promise<number | NodeJS.Signals> {
  hold(host, "ref");
  const ended = new Promise<number | NodeJS.Signals>((resolve) => {
    host.once("message", resolve).once("exit", (_code, signal) => resolve(signal ?? 1));
  });
  // A host that has just ended exits without an answer.
  host.send(call, () => undefined);
  const code = await ended;
  host.removeAllListeners();
  hold(host, "unref");
  if (typeof code === "number" && host.connected) idle.push(host);
  return code;
}

/** An idle host, if there is one that has not ended meanwhile. */
function takeHost(): ChildProcess {
  let host = idle.pop();
  while (host?.connected === false) host = idle.pop();
  return host ?? startHost();
}

function startHost(): ChildProcess {
  const env = { NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"] };
  return fork(PROGRAM, { stdio: ["ignore", "ignore", "inherit", "ipc"], execArgv: [], env });
}

/** Has this process wait for a host, or end without it, as the host does then. */
function hold(host: ChildProcess, how: "ref" | "unref"): void {
  host[how]();
  host.channel?.[how]();
}
