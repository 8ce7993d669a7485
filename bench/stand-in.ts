import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ASSETS } from "../sandbox/mirror.ts";
import type { Sandbox } from "../sandbox/server.ts";

/** A release that the action knows no digest of, so that a stand-in passes for it: checksums.txt is asked. */
export const COG_VERSION = "0.21.0";
/** About what a release's executable for Linux weighs. */
export const BINARY_SIZE = 25_000_000;

const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/**
 * Makes the file that the mirror serves as Cog: the sandbox's stand-in, with a real one's size, which also
 * writes down when each push began and ended.
 * @param log gets a line for each push: nanoseconds of the epoch.
 */
export async function writeStandIn(path: string, sandbox: Sandbox, log: string): Promise<void> {
  const program = fileURLToPath(new URL("../sandbox/cog/main.ts", import.meta.url));
  const words = [process.execPath, program, COG_VERSION, sandbox.origin].map(quote).join(" ");
  // A real Cog says its version in no time, which a Node program can't.
  const script = `#!/bin/sh
if [ "$1" = --version ]; then echo "cog version ${COG_VERSION} (built 2026-01-01T00:00:00Z)"; exit; fi
began=$(date +%s%N)
${words} "$@"
code=$?
echo "$began $(date +%s%N)" >>${quote(log)}
exit $code
`;
  const file = Buffer.alloc(BINARY_SIZE, "#");
  file.write(script);
  await writeFile(path, file);
  publishChecksums(sandbox, file);
}

/** The mirror would digest all files anew for each request, which takes longer than the request. */
function publishChecksums(sandbox: Sandbox, file: Buffer): void {
  const digest = createHash("sha256").update(file).digest("hex");
  const body = ASSETS.map((name) => `${digest}  ${name}\n`).join("");
  sandbox.fault({
    path: `/releases/download/v${COG_VERSION}/checksums.txt`,
    times: Number.POSITIVE_INFINITY,
    answer: { status: 200, body },
  });
}
