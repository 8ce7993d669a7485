import { setMaxListeners } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { BUILD_SECONDS, measureBuildCache } from "./build-cache.ts";
import { collectVersions } from "./collect.ts";
import { discoverProjects } from "./discover.ts";
import { BYTES_PER_SECOND, LATENCY, Machine, PUSH_TAKES } from "./machine.ts";
import { parseOutput, pushWithOutput } from "./output.ts";
import { buildCacheSection, page, picture, withBuildCache } from "./page.ts";
import type { Line } from "./path.ts";
import { removePreviews } from "./previews.ts";
import { comparePushes, unchangedPush } from "./pushes.ts";
import { comparison, others, paths, verdicts } from "./report.ts";
import type { Results } from "./results.ts";
import { FULL, QUICK, type Scale } from "./scale.ts";
import { measureSizes } from "./sizes.ts";
import { BINARY_SIZE } from "./stand-in.ts";
import { measureStart } from "./start.ts";

/*
 * What the built action costs, beside what people do today. Writes docs/bench.md and docs/bench.svg;
 * `--quick` is for trying: few runs of small things, and nothing is written. `--build-cache` measures that
 * alone, which needs Docker 28 or newer.
 */

const LINE: Line = {
  latency: LATENCY,
  bytesPerSecond: BYTES_PER_SECOND,
  binarySize: BINARY_SIZE,
};
/** Runs of what takes long: a gigabyte of output, hundreds of deletions. */
const FEW = 3;

async function measureAll(machine: Machine, scale: Scale): Promise<Results> {
  const { runs, starts } = scale;
  const few = Math.min(runs, FEW);
  const pushes = await logged("pushes, beside today's script", () => comparePushes(machine, runs));
  const unchanged = await logged("an unchanged push", () => unchangedPush(machine, runs));
  return {
    runs,
    ...pushes,
    unchanged,
    ...(await logged("the start of the process", () => measureStart(machine, starts))),
    output: await logged("much output", () => pushWithOutput(machine, scale.output, few)),
    parsing: await logged("parsing", () => parseOutput(scale.output / 4)),
    sizes: measureSizes(),
    discover: await logged("discover", () => discoverProjects(machine, scale)),
    collection: await logged("collect", () => collectVersions(machine, scale.projects, few)),
    removal: await logged("a preview's removal", () =>
      removePreviews(machine, scale.versions, few),
    ),
  };
}

/** Logs each part: a full run takes minutes. */
async function logged<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await work();
  console.error(`${what}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
  return result;
}

function print(results: Results): void {
  console.log(`\n${comparison(results)}\n\n${paths(results, LINE)}\n\n${others(results)}`);
  console.log(`\n${verdicts(results, LINE)}`);
}

function write(results: Results): void {
  const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
  mkdirSync(docs, { recursive: true });
  const file = `${docs}bench.md`;
  writeFileSync(file, withBuildCache(page(results, LINE, PUSH_TAKES), readFileSync(file, "utf8")));
  writeFileSync(`${docs}bench.svg`, picture(results, LINE));
}

async function benchBuildCache(isQuick: boolean): Promise<void> {
  const rounds = isQuick ? 1 : FEW;
  const measured = await measureBuildCache(rounds);
  console.log(measured);
  if (isQuick) return;
  const file = fileURLToPath(new URL("../../docs/bench.md", import.meta.url));
  const section = buildCacheSection(measured, rounds, BUILD_SECONDS);
  writeFileSync(file, withBuildCache(readFileSync(file, "utf8"), section));
}

const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    "build-cache": { type: "boolean", default: false },
  },
});
if (values["build-cache"]) {
  await benchBuildCache(values.quick);
  process.exit();
}
// The mirror adds a listener for the end of its connection with each piece of the slow download.
setMaxListeners(50);
const machine = await Machine.create();
try {
  const results = await measureAll(machine, values.quick ? QUICK : FULL);
  print(results);
  if (!values.quick) write(results);
} finally {
  await machine.close();
}
