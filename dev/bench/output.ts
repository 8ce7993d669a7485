import { PushOutput } from "../../src/cog/output.ts";
import { now } from "./clock.ts";
import type { Machine } from "./machine.ts";
import { type Cost, costOf, type Results } from "./results.ts";
import { median, repeat } from "./statistics.ts";

/** Nobody keeps the output: the runner does not either. The pipe is read as fast as it fills. */
const DRAINED = ["bash", "-c", 'set -o pipefail; "$@" 2>&1 | tail --bytes=4000', "bash"];
/** As much as a pipe gives at once. */
const CHUNK = 64 * 1024;
const TIMES = 5;

/** A push whose build prints so many bytes, and one that prints a tenth of them. */
export async function pushWithOutput(
  machine: Machine,
  bytes: number,
  runs: number,
): Promise<Results["output"]> {
  const push = async (buildBytes: number): Promise<Cost> =>
    costOf(
      await repeat(runs, () => {
        machine.sandbox.scriptCog({ buildBytes });
        return machine.action("pushed", { within: DRAINED });
      }),
    );
  return { bytes, tenth: await push(bytes / 10), cost: await push(bytes) };
}

/** How fast output is parsed: ordinary lines, and the worst, of which each has what looks like a digest. */
export async function parseOutput(bytes: number): Promise<Results["parsing"]> {
  const plain = "#12 34.56 Collecting torch==2.9.0 (from -r requirements.txt (line 7))\n";
  const digests = `#7 12.34 model.safetensors sha256:${"0123456789abcdef".repeat(4)} 41%\n`;
  return { plain: await pace(plain, bytes), digests: await pace(digests, bytes) };
}

async function pace(line: string, bytes: number): Promise<number> {
  const chunk = Buffer.from(line.repeat(Math.ceil(CHUNK / line.length)));
  const chunks = Math.ceil(bytes / chunk.length);
  const paces = await repeat(TIMES, async () => {
    const output = new PushOutput("r8.im/acme/hello-world");
    const began = now();
    for (let i = 0; i < chunks; i++) output.read(chunk);
    output.report();
    return (chunks * chunk.length * 1000) / (now() - began);
  });
  return median(paces);
}
