import { openAsBlob } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";
import * as core from "@actions/core";
import { ActionError, messageOf, type Problem } from "../errors.ts";
import { describeReply } from "../http/problem.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteFile, uploadFile } from "../replicate/files.ts";
import type { UploadedFile } from "../replicate/parse.ts";
import { inParallel } from "./in-parallel.ts";

const CONCURRENCY = 4;
/** Seconds for the last requests of a step that is over. */
const LAST_WORDS = 8;

/** Files of the workspace that are inputs of predictions: uploaded once each, and deleted afterwards. */
export class Uploads {
  readonly #api: ReplicateApi;
  readonly #uploaded: UploadedFile[] = [];

  constructor(api: ReplicateApi) {
    this.#api = api;
  }

  /**
   * @param paths relative to `directory`.
   * @returns the address of each.
   */
  async upload(paths: readonly string[], directory: string): Promise<ReadonlyMap<string, string>> {
    const addresses = await inParallel([...new Set(paths)], CONCURRENCY, async (path) => {
      const file = await uploadFile(this.#api, path, await openAsBlob(resolve(directory, path)));
      this.#uploaded.push(file);
      return [path, file.url] as const;
    });
    return new Map(addresses);
  }

  /** Deletes what was uploaded. What can't be deleted is Replicate's to expire. */
  async remove(): Promise<void> {
    const signal = AbortSignal.timeout(LAST_WORDS * 1000);
    await inParallel(this.#uploaded, CONCURRENCY, async ({ id }) => {
      try {
        const reply = await deleteFile(this.#api, id, signal);
        if (reply.status === 204 || reply.status === 404) return;
        core.warning(`The uploaded file ${id} was not deleted: ${describeReply(reply)}.`);
      } catch (error) {
        core.warning(`The uploaded file ${id} was not deleted: ${messageOf(error)}.`);
      }
    });
  }
}

/**
 * Checks files that test cases name: they are uploaded, so none may lie outside the workspace, by a link
 * neither.
 * @throws {ActionError} that lists those which can't be used.
 */
export async function checkUploads(
  paths: readonly string[],
  directory: string,
  workspace: string,
): Promise<void> {
  if (paths.length === 0) return;
  const root = await realpath(workspace);
  const checks = [...new Set(paths)].map((path) => obstacle(path, resolve(directory, path), root));
  const problems = (await Promise.all(checks)).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new ActionError(problems);
}

async function obstacle(name: string, path: string, root: string): Promise<Problem | undefined> {
  const refuse = (why: string): Problem => ({
    what: `A test case names the file @${name}, which can't be uploaded: ${why}.`,
    remedy: "Give a file of the workspace, relative to working-directory.",
  });
  try {
    const within = relative(root, await realpath(path));
    if (within.startsWith("..") || isAbsolute(within)) return refuse("it is outside the workspace");
    return (await stat(path)).isFile() ? undefined : refuse("it is no file");
  } catch (error) {
    return refuse(messageOf(error));
  }
}
