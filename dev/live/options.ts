import { parseArgs } from "node:util";
import { endpoint } from "../../src/http/endpoint.ts";
import { errorMessage } from "../../src/lib/errors.ts";
import { parseOwner } from "../../src/lib/model-name.ts";

/** What the command line and the environment say. */
export interface Options {
  /** In lower case. */
  readonly owner: string;
  readonly apiToken: string;
  /** Used where the registry rejects the API token; undefined: there is none. */
  readonly cliToken: string | undefined;
  readonly deployment: "yes" | "ask";
  readonly isJson: boolean;
  /** Inputs of the action that differ from its defaults: the version of Cog, and its mirror. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Seconds to wait for a version that was pushed. */
  readonly patience: number;
  /** Minutes to go on with removals that Replicate refuses. */
  readonly removalMinutes: number;
  readonly apiUrl: string;
  readonly registryHost: string;
}

/** The command cannot run like this; nothing has been made. */
export class UsageError extends Error {}

export const USAGE = `Usage: REPLICATE_API_TOKEN=… npm run live -- --owner NAME [options]

  --owner NAME           account of the token: a user or an organization
  --deployment           create a deployment, too, without asking; it costs
  --json                 print the facts as JSON
  --cog-version VERSION  as the action's input
  --cog-mirror URL       as the action's input
  --patience SECONDS     time for a version to become visible (120)
  --removal-minutes N    time for removals that Replicate refuses at first (30)`;

/** @throws {UsageError} in one sentence, when something is missing or invalid. */
export function readOptions(
  argv: readonly string[],
  environment: Readonly<NodeJS.ProcessEnv>,
): Options {
  const values = parse(argv);
  const owner = parseOwner(values.owner?.toLowerCase() ?? "");
  if (values.owner === undefined)
    throw new UsageError("--owner is missing: set it to the account of the token.");
  if (owner === undefined)
    throw new UsageError(`--owner is "${values.owner}", which is no account.`);
  const apiToken = environment["REPLICATE_API_TOKEN"];
  if (!apiToken)
    throw new UsageError("REPLICATE_API_TOKEN is not set: set it to an API token of the owner.");
  return {
    owner,
    apiToken,
    cliToken: environment["REPLICATE_CLI_AUTH_TOKEN"] || undefined,
    deployment: values.deployment ? "yes" : "ask",
    isJson: values.json,
    inputs: {
      ...(values["cog-version"] !== undefined && { "cog-version": values["cog-version"] }),
      ...(values["cog-mirror"] !== undefined && { "cog-mirror": values["cog-mirror"] }),
    },
    patience: numberOf("patience", values.patience),
    removalMinutes: numberOf("removal-minutes", values["removal-minutes"]),
    apiUrl: apiUrl(environment["REPLICATE_BASE_URL"] || "https://api.replicate.com/v1"),
    registryHost: environment["COG_REGISTRY_HOST"] || "r8.im",
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        owner: { type: "string" },
        deployment: { type: "boolean", default: false },
        json: { type: "boolean", default: false },
        "cog-version": { type: "string" },
        "cog-mirror": { type: "string" },
        patience: { type: "string", default: "120" },
        "removal-minutes": { type: "string", default: "30" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(errorMessage(error));
  }
}

function numberOf(option: string, value: string): number {
  const number = Number(value);
  if (value.trim() !== "" && number >= 0) return number;
  throw new UsageError(`--${option} is "${value}" instead of a number.`);
}

function apiUrl(value: string): string {
  try {
    return endpoint("REPLICATE_BASE_URL", value);
  } catch (error) {
    const [sentence = ""] = errorMessage(error).split("\n");
    throw new UsageError(sentence);
  }
}
