import { spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, lstat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Readable } from "node:stream";
import type { Candidate } from "./toolchains.ts";

/** What became of a directory that was to be removed. */
export interface Removal {
  readonly name: string;
  readonly path: string;
  /** Bytes that it gave. */
  readonly bytes: number;
  /** Why something of it is left; undefined when nothing is. */
  readonly fault: string | undefined;
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Characters of a program's output that are kept: of a hundred thousand refusals one is enough. */
const KEPT_OUTPUT = 2000;
/** From a program that can't be started, as a shell has it. */
const NOT_FOUND = 127;

/** Removes directories, through sudo where it has to be and no password is asked for. */
export class Remover {
  readonly #environment: NodeJS.ProcessEnv;
  readonly #signal: AbortSignal;
  #sudo: Promise<boolean> | undefined;

  constructor(path: string | undefined, signal: AbortSignal) {
    // Nothing of the job's environment but where programs are: it holds secrets.
    this.#environment = { PATH: path, LC_ALL: "C" };
    this.#signal = signal;
  }

  /** Removes a directory, and nothing that is mounted in it or that its links lead to. */
  async remove({ name, path }: Candidate): Promise<Removal> {
    const before = await this.#sizeOf(path);
    const fault = (await this.#tryRemoval(path)) || undefined;
    const isLeft = await exists(path);
    const after = isLeft ? await this.#sizeOf(path) : 0;
    this.#signal.throwIfAborted();
    return { name, path, bytes: Math.max(0, before - after), fault: isLeft ? fault : undefined };
  }

  /** @returns what was said against it, empty when nothing was. */
  async #tryRemoval(path: string): Promise<string> {
    const isAllowed = await mayRemove(path);
    const plain = isAllowed ? await this.#rm([], path) : undefined;
    if (plain?.code === 0) return "";
    if (await this.#hasSudo()) {
      const { code, stderr } = await this.#rm(["sudo", "-n"], path);
      return code === 0 ? "" : firstLine(stderr);
    }
    return plain ? firstLine(plain.stderr) : "this user may not, and sudo asks for a password";
  }

  #rm(before: readonly string[], path: string): Promise<Ended> {
    return this.#run([...before, "rm", "-rf", "--one-file-system", "--", path]);
  }

  /** What a directory takes on the disk; what this user may not read is not in it. */
  async #sizeOf(path: string): Promise<number> {
    const { stdout } = await this.#run(["du", "-sk", "--", path]);
    return Number.parseInt(stdout, 10) * 1024 || 0;
  }

  #hasSudo(): Promise<boolean> {
    this.#sudo ??= this.#run(["sudo", "-n", "true"]).then(({ code }) => code === 0);
    return this.#sudo;
  }

  async #run([program = "", ...args]: readonly string[]): Promise<Ended> {
    const child = spawn(program, args, {
      env: this.#environment,
      stdio: ["ignore", "pipe", "pipe"],
      signal: this.#signal,
    });
    const ended = new Promise<number>((resolve) => {
      child.once("error", () => resolve(NOT_FOUND));
      child.once("close", (code) => resolve(code ?? NOT_FOUND));
    });
    const texts = [startOf(child.stdout), startOf(child.stderr)] as const;
    const [code, stdout, stderr] = await Promise.all([ended, ...texts]);
    return { code, stdout, stderr: stderr || `${program} ended with ${code}` };
  }
}

async function startOf(stream: Readable): Promise<string> {
  let text = "";
  for await (const chunk of stream) if (text.length < KEPT_OUTPUT) text += String(chunk);
  return text;
}

/** Taking a directory away wants the right to write to it and to the one it is in. */
async function mayRemove(path: string): Promise<boolean> {
  try {
    await Promise.all([path, dirname(path)].map((one) => access(one, constants.W_OK)));
    return true;
  } catch {
    return false;
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function firstLine(text: string): string {
  return text.trim().split("\n")[0] ?? "";
}
