import { openAsBlob } from "node:fs";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { describeResponse } from "../http/unexpected-response.ts";
import { errorMessage } from "../lib/errors.ts";
import { mapConcurrent } from "../lib/map-concurrent.ts";
import { allSettledWithTimeout } from "../lib/settled-within.ts";
import { abortable } from "../lib/sleep.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteFile, uploadFile } from "../replicate/files.ts";
import type { UploadedFile } from "../replicate/parse.ts";

const CONCURRENCY = 4;
/** Seconds that an upload which is under way is waited for when the step is over. */
const PATIENCE = 5;
/** Seconds for the last requests of a step that is over. */
const LAST_WORDS = 3;

/** Files of the workspace that are inputs of predictions: uploaded once each, and deleted afterwards. */
export class Uploads {
  readonly #api: ReplicateApi;
  readonly #signal: AbortSignal;
  readonly #uploaded: UploadedFile[] = [];
  readonly #pending = new Set<Promise<unknown>>();
  /** Ends uploads that are too slow for a step that is over. */
  readonly #end = new AbortController();

  /** @param signal of the step. */
  constructor(api: ReplicateApi, signal: AbortSignal) {
    this.#api = api;
    this.#signal = signal;
  }

  /**
   * @param paths relative to `directory`.
   * @returns the address of each.
   */
  async upload(paths: readonly string[], directory: string): Promise<ReadonlyMap<string, string>> {
    const addresses = await mapConcurrent([...new Set(paths)], CONCURRENCY, async (path) => {
      return [path, await this.#send(path, resolve(directory, path))] as const;
    });
    return new Map(addresses);
  }

  /** Sends it whatever becomes of the step meanwhile: without its id it could not be deleted. */
  async #send(name: string, path: string): Promise<string> {
    const content = await openAsBlob(path);
    const uploading = uploadFile(this.#api, name, content, this.#end.signal).then((file) => {
      this.#uploaded.push(file);
      return file.url;
    });
    this.#pending.add(uploading);
    const forget = (): boolean => this.#pending.delete(uploading);
    uploading.then(forget, forget);
    return abortable(uploading, this.#signal);
  }

  /** Deletes what was uploaded. What can't be deleted is Replicate's to expire. */
  async remove(): Promise<void> {
    await allSettledWithTimeout(this.#pending, PATIENCE);
    this.#end.abort(new Error("the step is over"));
    const signal = AbortSignal.timeout(LAST_WORDS * 1000);
    await mapConcurrent(this.#uploaded, CONCURRENCY, async ({ id }) => {
      try {
        const reply = await deleteFile(this.#api, id, signal);
        if (reply.status === 204 || reply.status === 404) return;
        core.warning(`The uploaded file ${id} was not deleted: ${describeResponse(reply)}.`);
      } catch (error) {
        core.warning(`The uploaded file ${id} was not deleted: ${errorMessage(error)}.`);
      }
    });
  }
}
