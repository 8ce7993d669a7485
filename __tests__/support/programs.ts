import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Puts a shell script in a directory, as a program that can be run. */
export async function writeProgram(
  directory: string,
  name: string,
  lines: readonly string[],
): Promise<void> {
  const script = ["#!/bin/sh", ...lines, ""].join("\n");
  await writeFile(join(directory, name), script, { mode: 0o755 });
}

/** What a program has noted in a file, line by line; nothing when it never ran. */
export async function readNotes(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter((line) => line !== "");
}
