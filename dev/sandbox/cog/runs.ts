import { isObject, type JsonObject } from "../http/http.ts";
import { type CogScript, STAGES, type Stage } from "./script.ts";

/** One run of the stand-in cog: what it was given, and how far it came. */
export interface CogRun {
  readonly version: string;
  readonly argv: readonly string[];
  readonly pid: number;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Its Docker configuration as the run found it. */
  readonly dockerConfig: DockerConfigListing | undefined;
  readonly time: number;
  /** The stages that it has entered. */
  readonly stages: Stage[];
  /** Process that it started, when the script asked for one. */
  grandchild?: number;
}

export interface DockerConfigListing {
  readonly directory: string;
  /** Permission bits of the directory, such as 0o700. */
  readonly mode: number;
  readonly files: readonly { readonly name: string; readonly mode: number }[];
  /** config.json, parsed. */
  readonly config: unknown;
}

const PROCESS_SCRIPTS = [
  "buildBytes",
  "buildTakes",
  "grandchild",
  "ignoresSigterm",
  "invalidUtf8",
  "pushTakes",
  "singleBytes",
] as const satisfies readonly (keyof CogScript)[];

/** The runs there have been, and the scripts for those to come. */
export class CogRuns {
  readonly list: CogRun[] = [];
  readonly #scripts: { readonly script: CogScript; left: number }[] = [];

  /** Holds for the next runs, after the scripts that are there already. */
  script(script: CogScript): void {
    this.#scripts.push({ script, left: script.times ?? 1 });
  }

  clear(): void {
    this.#scripts.length = 0;
  }

  /**
   * Whether the next run does something to its process, or takes its time: a process that runs others does not stand
   * signals, and copies its output through pipes.
   */
  get needsProcess(): boolean {
    const { script = {} } = this.#scripts.find(({ left }) => left > 0) ?? {};
    return PROCESS_SCRIPTS.some((name) => script[name] !== undefined);
  }

  /** Notes a run that begins; its number and its script. */
  begin(report: JsonObject): { readonly run: number; readonly script: CogScript } {
    const next = this.#scripts.find(({ left }) => left > 0);
    if (next !== undefined) next.left -= 1;
    const run = this.list.push(readRun(report)) - 1;
    return { run, script: next?.script ?? {} };
  }

  /** Notes how far a run has come. */
  progress(number: number, report: JsonObject): void {
    const run = this.list[number];
    if (run === undefined) return;
    const stage = STAGES.find((known) => known === report["stage"]);
    if (stage !== undefined) run.stages.push(stage);
    const { grandchild } = report;
    if (typeof grandchild === "number") run.grandchild = grandchild;
  }
}

function readRun(report: JsonObject): CogRun {
  const { version, argv, pid, cwd, environment, dockerConfig } = report;
  const variables = Object.entries(isObject(environment) ? environment : {});
  return {
    version: String(version),
    argv: Array.isArray(argv) ? argv.map(String) : [],
    pid: Number(pid),
    cwd: String(cwd),
    environment: Object.fromEntries(variables.map(([name, value]) => [name, String(value)])),
    dockerConfig: isObject(dockerConfig) ? readListing(dockerConfig) : undefined,
    time: Date.now(),
    stages: [],
  };
}

function readListing(listing: JsonObject): DockerConfigListing {
  const { directory, mode, files, config } = listing;
  return {
    directory: String(directory),
    mode: Number(mode),
    files: (Array.isArray(files) ? files : [])
      .filter(isObject)
      .map((file) => ({ name: String(file["name"]), mode: Number(file["mode"]) })),
    config,
  };
}
