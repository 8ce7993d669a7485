import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { ReuseReason } from "../../src/reuse/reasons.ts";
import type { Files } from "../support/sources.ts";

export type Inputs = Readonly<Record<string, string>>;

/** What happens to the sources after the newest version was built from them. */
export type Change =
  | { readonly kind: "commit"; readonly files: Files }
  /** In the work tree alone. */
  | { readonly kind: "write"; readonly files: Files; readonly isStaged: boolean }
  /** The submodule `lib` is checked out at another commit. */
  | { readonly kind: "move-submodule"; readonly isCommitted: boolean }
  | { readonly kind: "none" };

/** Sources of a version, and the sources of which it is asked whether they have to be built. */
export interface ReuseCase {
  /** Committed beside the example, in its place perhaps. */
  readonly files?: Files;
  /** Of the project in the repository. Default: its root. */
  readonly directory?: string;
  /** Whether there is a submodule in `lib`. */
  readonly hasSubmodule?: boolean;
  readonly inputs?: Inputs;
  readonly change: Change;
  /** Inputs of the second step, where they differ. */
  readonly inputsThen?: Inputs;
  /** GITHUB_WORKFLOW_REF of the second step, where another repository's workflow runs it. */
  readonly workflowThen?: string;
}

/** Sources of a version, and a change of their files. */
export interface FileCase extends Pick<ReuseCase, "files" | "directory" | "inputs"> {
  readonly changes: Files;
  /** The file that the reason names; undefined when nothing is built. */
  readonly names?: string;
}

export interface ReuseResult {
  /** The commits that were checked out before and after the change. */
  readonly before: string;
  readonly after: string;
  /** Why the sources have to be built; absent: the newest version is what they would make. */
  readonly reason?: ReuseReason;
}

/**
 * Asks what is decided in each of the cases, all in one process that is small: it starts git a thousand times.
 * @returns the results by the names of the cases.
 */
export async function decideAll<Name extends string>(
  cases: Readonly<Record<Name, ReuseCase>>,
): Promise<Readonly<Record<Name, ReuseResult>>> {
  const driver = join(import.meta.dirname, "driver.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [driver, JSON.stringify(cases)]);
  return JSON.parse(stdout.slice(stdout.lastIndexOf("\n{") + 1));
}
