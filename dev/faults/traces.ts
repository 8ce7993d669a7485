import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { StepResult } from "../sandbox/step-result.ts";

/** Texts by where they were found. */
export type Places = ReadonlyMap<string, string>;

/** Every file below a directory, byte by byte. */
export async function readTree(directory: string): Promise<Places> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map(async (path) => [path, await readFile(path, "latin1")] as const);
  return new Map(await Promise.all(files));
}

/** What a step wrote where the runner shows or keeps it. The command that masks a value has to name it. */
export function written(result: StepResult): Places {
  const log = result.log.split("\n").filter((line) => !line.startsWith("::add-mask::"));
  return new Map([["its log", log.join("\n")], ...Object.entries(result.files)]);
}

/** A token in all the forms in which it could show. */
export function formsOf(token: string, username: string): string[] {
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  return [token, base64(token), base64(`${username}:${token}`)];
}

/** Where a secret shows. The secret itself is not repeated. */
export function leaks(secrets: readonly string[], places: Places): string[] {
  return [...places].flatMap(([place, text]) =>
    secrets.some((secret) => text.includes(secret)) ? [`a secret is in ${place}`] : [],
  );
}
