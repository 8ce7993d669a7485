import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { textOf } from "../contract/repository.ts";
import type { AtEnd } from "../support/world.ts";

type Files = Readonly<Record<string, string>>;

/** The files of examples/hello-world. */
export const EXAMPLE: Files = {
  "cog.yaml": textOf("examples/hello-world/cog.yaml"),
  "predict.py": textOf("examples/hello-world/predict.py"),
};

/** A checkout with its history. */
export class Checkout {
  readonly directory: string;

  private constructor(directory: string) {
    this.directory = directory;
  }

  /** @param files by their paths; scripts (`#!`) are executable. */
  static async create(files: Files, atEnd: AtEnd): Promise<Checkout> {
    const checkout = new Checkout(await mkdtemp(join(tmpdir(), "checkout-")));
    atEnd(() => rm(checkout.directory, { recursive: true, force: true }));
    await checkout.#git("init", "--quiet", "--initial-branch=main");
    await checkout.commit(files);
    return checkout;
  }

  /** Commits these files, and returns the commit's ID. */
  async commit(files: Files): Promise<string> {
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.directory, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { mode: text.startsWith("#!") ? 0o755 : 0o644 });
    }
    await this.#git("add", "--all");
    const identity = ["-c", "user.name=mona", "-c", "user.email=mona@example.com"];
    await this.#git(...identity, "commit", "--quiet", "--message=Change the model");
    return this.head();
  }

  /** The commit that is checked out. */
  head(): Promise<string> {
    return this.#git("rev-parse", "HEAD");
  }

  async #git(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)("git", ["-C", this.directory, ...args]);
    return stdout.trim();
  }
}
