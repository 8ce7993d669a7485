import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ASSETS } from "../sandbox/mirror/mirror.ts";
import type { Sandbox } from "../sandbox/server.ts";

/** A release that the action knows no digest of, so that a stand-in passes for it: checksums.txt is asked. */
export const COG_VERSION = "0.21.0";
/**
 * What a release's executable for Linux weighs: 0.22.0, built from its tag as its .goreleaser.yaml says
 * (CGO_ENABLED=1, -ldflags "-s -w"), has 28.9 MB. The wheels of Cog's Python side are not in it.
 */
export const BINARY_SIZE = 28_900_000;

const quote = (value: string): string => `'${value.replaceAll("'", "'\\''")}'`;

/**
 * Makes the file that the mirror serves as Cog: the sandbox's stand-in, with a real one's size, which also
 * writes down when each push began and ended.
 * @param log gets a line for each push: microseconds of the epoch.
 */
export async function writeStandIn(path: string, sandbox: Sandbox, log: string): Promise<void> {
  const program = fileURLToPath(new URL("../sandbox/cog/main.mjs", import.meta.url));
  const words = [process.execPath, program, COG_VERSION, sandbox.origin].map(quote).join(" ");
  // A real Cog says its version in no time, which a Node program can't.
  // Bash has the time without starting another program, which would count as the step's.
  const script = `#!/bin/bash
if [ "$1" = --version ]; then echo "cog version ${COG_VERSION} (built 2026-01-01T00:00:00Z)"; exit; fi
began=\${EPOCHREALTIME/[.,]/}
${words} "$@"
code=$?
echo "$began \${EPOCHREALTIME/[.,]/}" >>${quote(log)}
exit $code
`;
  const file = Buffer.alloc(BINARY_SIZE, "#");
  file.write(script);
  await writeFile(path, file);
  publishChecksums(sandbox, file);
  sendElsewhere(sandbox);
}

/** The mirror would digest all files again for each request, which takes longer than the request. */
function publishChecksums(sandbox: Sandbox, file: Buffer): void {
  const digest = createHash("sha256").update(file).digest("hex");
  const body = ASSETS.map((name) => `${digest}  ${name}\n`).join("");
  sandbox.fault({
    path: `/releases/download/v${COG_VERSION}/checksums.txt`,
    times: Number.POSITIVE_INFINITY,
    answer: { status: 200, body },
  });
}

/** GitHub keeps the files of releases on another host, and sends whoever asks for one there. */
function sendElsewhere(sandbox: Sandbox): void {
  for (const name of ASSETS) {
    const path = `/releases/download/v${COG_VERSION}/${name}`;
    sandbox.fault({
      path: new RegExp(`^${path}$`),
      times: Number.POSITIVE_INFINITY,
      answer: { status: 302, headers: { location: `${sandbox.origin}${path}?elsewhere` } },
    });
  }
}
