import { type ChildProcess, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";

/** Whether this machine can give a process a file system of its own to look at: root on Linux can. */
export function whyNoMounts(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "they need root on Linux";
  const tried = spawnSync("unshare", [...PRIVATE, "mount", "-t", "tmpfs", "none", "/mnt"], {
    encoding: "utf8",
  });
  return tried.status === 0 ? undefined : `nothing can be mounted: ${tried.stderr.trim()}`;
}

const PRIVATE = ["--mount", "--propagation", "private"] as const;

/** File systems that only a step sees: full ones, or ones that can't be written to. They end with it. */
export class MountNamespace {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  /** @param lines of shell that mount them. */
  static async open(lines: readonly string[]): Promise<MountNamespace> {
    const script = ["set -e", ...lines, "echo ready", "exec sleep 600"].join("\n");
    const holder = spawn("unshare", [...PRIVATE, "sh", "-c", script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [said] = await Promise.race([once(holder.stdout, "data"), once(holder, "exit")]);
    if (`${said}` !== "ready\n") throw new Error(`no mounts: ${said}`);
    return new MountNamespace(holder);
  }

  /** What starts a program there. */
  get within(): readonly string[] {
    return ["nsenter", `--mount=/proc/${this.#holder.pid}/ns/mnt`];
  }

  /** Its root directory, as it is seen from outside. */
  get root(): string {
    return `/proc/${this.#holder.pid}/root`;
  }

  /** Runs a line of shell there. */
  async run(line: string): Promise<void> {
    const [program = "", ...args] = this.within;
    await promisify(execFile)(program, [...args, "sh", "-ec", line]);
  }

  close(): void {
    this.#holder.kill("SIGKILL");
  }
}
