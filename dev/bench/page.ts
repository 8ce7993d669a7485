import { type Bar, chart } from "./chart.ts";
import { criticalPath, type Line, lengthOf } from "./path.ts";
import { comparison, others, paths, verdicts } from "./report.ts";
import type { Results } from "./results.ts";
import { ratio, size } from "./table.ts";

const part = (value: number): string => `${Math.round(value * 100)} %`;

/** docs/bench.md. The ratios are what holds on other machines, too; the times are one machine's. */
export function page(results: Results, line: Line, pushTakes: number): string {
  const { today, cold, warm, output, start, bareNode } = results;
  const path = (cache: "cold" | "warm") =>
    lengthOf(criticalPath(cache, results[cache].start, line));
  return `# What the action costs

<!-- Written by \`npm run bench\`. -->

Around the push itself the action takes ${part(cold.overhead / today.overhead)} of the time of today's script when Cog has to be downloaded, and
${part(warm.overhead / today.overhead)} of it when Cog is in the tool cache. That is ${ratio(cold.overhead / path("cold"))} and ${ratio(warm.overhead / path("warm"))} times the longest chain of things that must
wait for each other. Ten times the build output (${size(output.bytes)}) takes ${ratio(output.cost.memory / output.tenth.memory)} times the memory.
Until its first request it takes ${ratio(start / bareNode)} times as long as a Node that does nothing takes in all.

![The time that a step takes beyond the push](bench.svg)

## Beside what people do today

${comparison(results)}

Medians of ${results.runs} runs, in turns, on the sandbox: ${line.latency} ms for a request, Cog's executable of ${size(line.binarySize)} at
${size(line.bytesPerSecond)} a second, after the redirect with which GitHub answers, and a stand-in push that takes ${pushTakes / 1000} s besides its requests. There is no TLS, which would
cost each curl of the script a handshake and the action one for each host. *Today's script* is
[dev/bench/today.sh](../dev/bench/today.sh): the steps of setup-cog v2, and the usual curl, jq and grep around \`cog push\`.
Requests and bytes are those that are not Cog's own. Memory is \`VmHWM\` of \`/proc/<pid>/status\`, of the action's process
and of the script's biggest one, without Cog.
On a machine with other work, \`chrt -r 10 npm run bench\` gets the processors first.

## The critical path

${paths(results, line)}

The chain is known: nothing can be asked before the process has started; the registry's credential needs the
account's name; and nothing is pushed before the tokens are known to be good and Cog is there. The version is
confirmed as soon as Docker names its digest, beside the request with which Cog itself asks the registry for it then
(since 0.20). A request counts with the latency, the download with its size at the line's pace besides. Only the start is
measured: of the same runs, from the fork to the first request.

## The rest

${others(results)}

## Goals

${verdicts(results, line)}
`;
}

/** docs/bench.svg */
export function picture(results: Results, line: Line): string {
  const bar = (cache: "cold" | "warm"): Bar => ({
    name: `This action, ${cache} tool cache`,
    value: results[cache].overhead,
    mark: lengthOf(criticalPath(cache, results[cache].start, line)),
  });
  const bars = [
    { name: "Today's script", value: results.today.overhead },
    bar("cold"),
    bar("warm"),
  ];
  return chart("Time beyond the push itself", bars, "what must wait for each other");
}
