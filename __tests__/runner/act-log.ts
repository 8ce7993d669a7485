import { isRecord, type JsonRecord } from "../../src/lib/json.ts";

/** One stage of a step of a job, as act's `--json` has it. */
export interface StepRun {
  /** The job's ID, and for a job of a matrix its number: `push`, `push-2`. */
  readonly job: string;
  /** The step's ID, or its position; in a composite action, after the step's that uses it: `release.push`. */
  readonly id: string;
  readonly stage: "Pre" | "Main" | "Post";
  /** undefined: it was canceled. */
  readonly result: "success" | "failure" | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** What it printed, with masks applied. */
  readonly log: string;
}

/** What a run of a workflow did. */
export interface WorkflowRun {
  /** Exit code of act: 1 if a job failed. */
  readonly code: number;
  /** The results of the jobs that ran, by job, with numbers for those of a matrix. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly steps: readonly StepRun[];
  /** All of act's own log, for people. */
  readonly log: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads act's log, a JSON object per line. */
export function parseRun(code: number, stdout: string, stderr: string): WorkflowRun {
  const entries = stdout.split("\n").flatMap(parseLine);
  const jobs = new Map<string, string>();
  const steps = new Map<string, StepRun>();
  for (const entry of entries) {
    const job = jobOf(entry);
    if (typeof entry["jobResult"] === "string") jobs.set(job, entry["jobResult"]);
    const { stage, stepID } = entry;
    if (!isStage(stage) || !Array.isArray(stepID)) continue;
    const id = stepID.join(".");
    const key = `${job} ${id} ${stage}`;
    const step = steps.get(key) ?? emptyStep(job, id, stage);
    steps.set(key, withEntry(step, entry));
  }
  const log = entries.map(({ msg }) => String(msg).trimEnd()).join("\n");
  return {
    code,
    jobs: Object.fromEntries(jobs),
    steps: [...steps.values()],
    log: `${log}\n${stderr}`,
  };
}

/** The main stage of a step. @throws when it did not run. */
export function mainOf(run: WorkflowRun, job: string, id: string): StepRun {
  return stageOf(run, "Main", job, id);
}

/** The post stage of a step. @throws when it did not run. */
export function postOf(run: WorkflowRun, job: string, id: string): StepRun {
  return stageOf(run, "Post", job, id);
}

function stageOf(run: WorkflowRun, stage: StepRun["stage"], job: string, id: string): StepRun {
  const found = run.steps.find(
    (step) => step.job === job && step.id === id && step.stage === stage,
  );
  if (found === undefined) throw new Error(`${stage} of ${job}/${id} did not run:\n${run.log}`);
  return found;
}

function parseLine(line: string): JsonRecord[] {
  if (!line.startsWith("{")) return [];
  const entry: unknown = JSON.parse(line);
  return isRecord(entry) ? [entry] : [];
}

/** `Workflow/job-2`, padded: the name has the number of a matrix's job alone. */
function jobOf({ job, jobID }: JsonRecord): string {
  const number = /-(\d+)\s*$/.exec(String(job))?.[1];
  return number === undefined || String(jobID).endsWith(`-${number}`)
    ? String(jobID)
    : `${jobID}-${number}`;
}

function isStage(value: unknown): value is StepRun["stage"] {
  return value === "Pre" || value === "Main" || value === "Post";
}

function emptyStep(job: string, id: string, stage: StepRun["stage"]): StepRun {
  const nothing = { result: undefined, outputs: {}, summary: "", errors: [], warnings: [] };
  return { job, id, stage, ...nothing, log: "" };
}

function withEntry(step: StepRun, entry: JsonRecord): StepRun {
  const { command, arg, name, content, stepResult, raw_output: isOutput, msg } = entry;
  const next: Mutable<StepRun> = { ...step };
  if (stepResult === "success" || stepResult === "failure") next.result = stepResult;
  if (command === "set-output") next.outputs = { ...step.outputs, [String(name)]: String(arg) };
  if (command === "summary") next.summary += String(content);
  if (command === "error") next.errors = [...step.errors, String(arg)];
  if (command === "warning") next.warnings = [...step.warnings, String(arg)];
  if (isOutput === true) next.log += String(msg).replaceAll("\r\n", "\n");
  return next;
}
