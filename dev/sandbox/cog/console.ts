import { setImmediate as nextTurn } from "node:timers/promises";
import gte from "semver/functions/gte.js";

/** The error that a run ends with: its text, and the code that the process exits with. */
export class Fatal extends Error {
  readonly exitCode: number;
  /** Printed as it is, without the mark that Cog puts before its errors. */
  readonly isLiteral: boolean;

  constructor(message: string, exitCode = 1, isLiteral = false) {
    super(message);
    this.exitCode = exitCode;
    this.isLiteral = isLiteral;
  }
}

/** A mistake in the arguments: cobra prints the usage before it. */
export class UsageError extends Fatal {}

type Stream = "stdout" | "stderr";

/** Cog's console. Everything that Cog itself says goes to stderr, in every release. */
export class Console {
  readonly #version: string;
  readonly #singleBytes: boolean;
  #written: Promise<void> = Promise.resolve();

  constructor(version: string, singleBytes = false) {
    this.#version = version;
    this.#singleBytes = singleBytes;
  }

  info(line: string): void {
    this.write("stderr", `${line}\n`);
  }

  /** Up to 0.16 coloured even without a terminal; since 0.17 plain. */
  warn(lines: string): void {
    this.#mark("\u001b[33m⚠ \u001b[0m", lines);
  }

  error(lines: string): void {
    this.#mark("\u001b[31mⅹ \u001b[0m", lines);
  }

  #mark(mark: string, lines: string): void {
    const prefix = gte(this.#version, "0.17.0") ? "" : mark;
    for (const line of lines.split("\n")) this.info(prefix + line);
  }

  /** A line of Docker's: on stdout up to 0.14.7, where `docker push` had Cog's own stdout. */
  docker(line: string): void {
    this.write(gte(this.#version, "0.14.8") ? "stderr" : "stdout", `${line}\n`);
  }

  write(stream: Stream, output: string | Buffer): void {
    this.#written = this.#written.then(() => this.#send(stream, Buffer.from(output)));
  }

  /** Resolves when all is written: to a pipe that is read slowly too. */
  flushed(): Promise<void> {
    return this.#written;
  }

  async #send(stream: Stream, bytes: Buffer): Promise<void> {
    const size = this.#singleBytes ? 1 : bytes.length;
    for (let offset = 0; offset < bytes.length; offset += size) {
      await new Promise<void>((resolve) => {
        process[stream].write(bytes.subarray(offset, offset + size), () => resolve());
      });
      // Bytes that are written in one turn arrive as one.
      if (this.#singleBytes) await nextTurn();
    }
  }
}
