import { setMaxListeners } from "node:events";
import { constants } from "node:os";
import { errorMessage } from "../../src/lib/errors.ts";
import { isRecord, stringAt } from "../../src/lib/json.ts";
import { fullName } from "../../src/lib/model-name.ts";
import { dockerOptions, findEngine, removeImages } from "./docker.ts";
import { connect, Live, type Owner } from "./live.ts";
import { type Options, readOptions, USAGE, UsageError } from "./options.ts";
import { confirmDeployment, type Terminal } from "./prompt.ts";
import { type Left, removeAll } from "./removal.ts";
import { factsOf, type Outcome, renderText } from "./report.ts";
import { run } from "./run.ts";
import { Secrets } from "./secrets.ts";

/*
 * Uses the built action at the real Replicate, asks what no documentation answers, and removes what it made.
 * docs/live.md describes it.
 */

/** Exit codes besides 0; a signal's is 128 and its number. */
const EXIT = { failed: 1, usage: 2 } as const;

/** Seconds after an interruption, in which a request that was cut off can still create something. */
const SETTLE = 10;

/** Ctrl-C, by a person or by a runner. */
class Interruption extends Error {
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}

async function main(): Promise<number> {
  const interrupted = new AbortController();
  const givenUp = new AbortController();
  for (const { signal } of [interrupted, givenUp]) setMaxListeners(0, signal);
  for (const name of ["SIGINT", "SIGTERM"] as const)
    process.on(name, () => {
      if (interrupted.signal.aborted) return givenUp.abort(new Interruption(name));
      console.error("Interrupted.");
      interrupted.abort(new Interruption(name));
    });

  const options = readOptions(process.argv.slice(2), process.env);
  const docker = dockerOptions(interrupted.signal);
  const owner = await readOwner(options, interrupted.signal);
  const dockerHost = await findEngine(docker);
  const withDeployment = await confirmDeployment(
    options.deployment,
    terminal(),
    interrupted.signal,
  );
  const secrets = new Secrets();
  for (const token of [options.apiToken, options.cliToken ?? ""])
    secrets.add(token, owner.username);
  const live = new Live(options, owner, secrets, interrupted.signal);
  const outcome = await outcomeOf(live, () =>
    run(live, { dockerHost, withDeployment, kill: givenUp.signal }),
  );
  const left = await clean(live, givenUp.signal);
  const report = options.isJson
    ? JSON.stringify(factsOf(live, outcome, left), undefined, 2)
    : renderText(live, outcome, left);
  console.log(secrets.redact(report));
  // Also when it came during the removal.
  const { reason } = interrupted.signal;
  if (reason instanceof Interruption) return 128 + constants.signals[reason.signal];
  return outcome.kind === "completed" && left.length === 0 ? 0 : EXIT.failed;
}

async function outcomeOf(live: Live, work: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    const { reason } = live.signal;
    if (reason instanceof Interruption) return { kind: "interrupted", signal: reason.signal };
    live.note(errorMessage(error));
    return { kind: "failed", reason: errorMessage(error) };
  }
}

async function clean(live: Live, signal: AbortSignal): Promise<readonly Left[]> {
  const { options, made } = live;
  live.note("Removing what was created … (interrupt again to leave the rest)");
  // At once, before what Replicate takes minutes for.
  const images = made
    .filter(({ kind }) => kind === "model")
    .map((model) => `${options.registryHost}/${fullName(model)}`)
    .map((repository) => removeImages(repository, dockerOptions(signal)));
  const leftImages = await Promise.all(images);
  const api = connect(options, options.apiToken, signal);
  const settle = live.signal.aborted ? SETTLE : 0;
  const left = await removeAll(made, { api, minutes: options.removalMinutes, settle, signal });
  return [...left, ...leftImages.flat()];
}

/** @throws {UsageError} when the token is not the owner's. */
async function readOwner(options: Options, signal: AbortSignal): Promise<Owner> {
  const { status, body, networkError } = await connect(
    options,
    options.apiToken,
    signal,
  )("GET", "/account");
  const username = isRecord(body) ? stringAt(body, "username") : undefined;
  if (status === 401) throw new UsageError("Replicate does not accept REPLICATE_API_TOKEN.");
  if (status !== 200 || !isRecord(body) || username === undefined)
    throw new UsageError(`Replicate does not answer GET /account (${networkError ?? status}).`);
  if (username.toLowerCase() !== options.owner)
    throw new UsageError(
      `REPLICATE_API_TOKEN belongs to "${username}", and --owner is "${options.owner}".`,
    );
  return { username, type: stringAt(body, "type") ?? "unknown" };
}

function terminal(): Terminal {
  return process.stdin.isTTY
    ? { kind: "terminal", input: process.stdin, output: process.stderr }
    : { kind: "none" };
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof UsageError;
  if (!(error instanceof Interruption)) console.error(isUsage ? error.message : error);
  if (process.argv.length === 2) console.error(USAGE);
  process.exitCode =
    error instanceof Interruption
      ? 128 + constants.signals[error.signal]
      : isUsage
        ? EXIT.usage
        : EXIT.failed;
}
