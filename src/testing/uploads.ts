import { openAsBlob } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import pMap from "p-map";
import { inputProperties } from "../compatibility/openapi.ts";
import { describeResponse } from "../http/unexpected-response.ts";
import { ActionError, errorMessage, runChecks } from "../lib/errors.ts";
import { isRecord, type JsonRecord } from "../lib/json.ts";
import { warning } from "../lib/log.ts";
import { isInside, refuseGitDirectory } from "../lib/paths.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { deleteFile, uploadFile } from "../replicate/files.ts";
import type { UploadedFile } from "../replicate/parse.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { OpenRequests } from "./open-requests.ts";
import type { TestCase } from "./options.ts";

/** The paths, written `@path`, of inputs that take a file by the version's schema. Others may begin with an @, too. */
export function uploadPaths(inputs: JsonRecord, schema: JsonRecord | undefined): string[] {
  return Object.entries(inputs).flatMap(([name, value]) =>
    takesFile(name, schema) ? [value].flat().flatMap((one) => pathOf(one) ?? []) : [],
  );
}

/** Replaces the paths in the inputs of a test case by the URLs of the uploaded files. */
export function withUploadUrls(
  inputs: JsonRecord,
  schema: JsonRecord | undefined,
  urls: ReadonlyMap<string, string>,
): JsonRecord {
  const replace = (value: unknown): unknown => urls.get(pathOf(value) ?? "") ?? value;
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => {
      if (!takesFile(name, schema)) return [name, value];
      return [name, Array.isArray(value) ? value.map(replace) : replace(value)];
    }),
  );
}

/** Cog's schemas describe files, and the items of lists of files, by `format: uri`. */
function takesFile(name: string, schema: JsonRecord | undefined): boolean {
  const properties = inputProperties(schema);
  if (properties === undefined) return true;
  const property = properties.get(name)?.schema;
  return [property, property?.["items"]].some((one) => isRecord(one) && one["format"] === "uri");
}

function pathOf(value: unknown): string | undefined {
  return typeof value === "string" && /^@./.test(value) ? value.slice(1) : undefined;
}

/**
 * Checks that the files to upload are in the workspace, symbolic links resolved.
 * @param mustExist whether a missing file is a problem, or just a text that begins with an @.
 * @throws {ActionError} that lists all files that cannot be uploaded.
 */
export async function checkUploads(
  paths: ReadonlySet<string>,
  directory: string,
  workspace: string,
  mustExist = true,
): Promise<void> {
  if (paths.size === 0) return;
  const root = await realpath(workspace);
  await runChecks(
    [...paths].map((path) => checkUpload(path, resolve(directory, path), root, mustExist)),
  );
}

/** Replicate refuses larger files (files.create of its schema), which would fill this machine's memory first. */
const MAX_BYTES = 100_000_000;

async function checkUpload(
  name: string,
  path: string,
  root: string,
  mustExist: boolean,
): Promise<void> {
  const unreadable = (reason: string) =>
    new ActionError({
      code: "upload-file-unreadable",
      message: `Could not upload "@${name}", an input in test-cases: ${reason}.`,
      hint: "Set the input to the path of a file in the workspace, relative to working-directory, or to a URL.",
    });
  try {
    if (!isInside(await realpath(path), root)) throw unreadable("it is outside the workspace");
    await refuseGitDirectory(`"@${name}", an input in test-cases, is ${path}`, path);
    const file = await stat(path);
    if (!file.isFile()) throw unreadable("it is not a file");
    if (file.size >= MAX_BYTES) throw unreadable("it has 100 MB or more");
  } catch (error) {
    if (error instanceof ActionError) throw error;
    if (mustExist) throw unreadable(errorMessage(error));
  }
}

const CONCURRENCY = 4;

/** Files of the workspace that are inputs of predictions: each is uploaded once, and deleted afterwards. */
export class Uploads {
  readonly #api: ReplicateApi;
  readonly #workspace: string;
  readonly #requests: OpenRequests;
  readonly #uploaded: UploadedFile[] = [];

  constructor(api: ReplicateApi, { context, signal }: Runtime) {
    this.#api = api;
    this.#workspace = context.workspace;
    this.#requests = new OpenRequests(signal);
  }

  /**
   * Uploads the files in the inputs of test cases, and returns the test cases with their URLs.
   * @throws {ActionError} if a file cannot be read, or Replicate refuses it.
   */
  async upload(
    cases: readonly TestCase[],
    schema: JsonRecord | undefined,
    directory: string,
  ): Promise<readonly TestCase[]> {
    const paths = new Set(cases.flatMap(({ inputs }) => uploadPaths(inputs, schema)));
    await checkUploads(paths, directory, this.#workspace);
    const upload = async (path: string): Promise<readonly [path: string, url: string]> => {
      const content = await openAsBlob(resolve(directory, path));
      return [path, await this.#requests.waitFor(this.#send(path, content))];
    };
    const urls = new Map(await pMap(paths, upload, { concurrency: CONCURRENCY }));
    return cases.map((one) => ({ ...one, inputs: withUploadUrls(one.inputs, schema, urls) }));
  }

  async #send(name: string, content: Blob): Promise<string> {
    const file = await uploadFile(this.#api, name, content, this.#requests.signal);
    this.#uploaded.push(file);
    return file.url;
  }

  /** Deletes the uploaded files. Replicate deletes what is left after a while. */
  async close(): Promise<void> {
    const signal = AbortSignal.timeout((await this.#requests.close()) * 1000);
    await pMap(this.#uploaded, ({ id }) => this.#delete(id, signal), { concurrency: CONCURRENCY });
  }

  async #delete(id: string, signal: AbortSignal): Promise<void> {
    try {
      const response = await deleteFile(this.#api, id, signal);
      if (response.status === 204 || response.status === 404) return;
      throw new Error(describeResponse(response));
    } catch (error) {
      warning(
        "upload-not-deleted",
        `Could not delete the uploaded file ${id} (${errorMessage(error)}).`,
      );
    }
  }
}
