import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { errorMessage } from "./errors.ts";
import { createQueue } from "./queue.ts";

/** How a thread does each task, by its name. What it takes and returns is plain data; a failure is thrown. */
export type TaskHandlers = Readonly<Record<string, (input: never) => unknown>>;

/** What became of a task. */
export type Outcome<Output> =
  | { readonly kind: "done"; readonly output: Output }
  /** It failed, ran out of time or memory, or was not started because earlier ones had used up all time. */
  | { readonly kind: "failed"; readonly reason: string };

/** Of JavaScript's own objects, in the thread. Buffers and WebAssembly are bounded by each task itself. */
const MAX_HEAP_MEGABYTES = 512;
/** Seconds that all tasks of one worker may lose by timeouts, together: 20 endless patterns take no minutes. */
const MAX_LOST_SECONDS = 20;

/**
 * Seconds until the thread answers for the first time: it has to load what it runs, which on a busy machine can take
 * longer than a task may.
 */
const START_SECONDS = 60;

/**
 * Runs computations on what others wrote (queries, patterns, schemas, images) in a thread of their own, one
 * after the other: whatever they do, the step goes on, keeps its time limits, and can be canceled.
 * The thread starts with the first task, does not get the step's environment, and ends with the process.
 */
export class TaskWorker<Handlers extends TaskHandlers> {
  readonly #entry: URL;
  readonly #signal: AbortSignal;
  readonly #maxLostSeconds: number;
  #worker: Worker | undefined;
  #lostSeconds = 0;
  readonly #inTurn = createQueue();

  /**
   * @param entry the module that the thread runs: it answers each message with an Outcome.
   * @param signal ends the thread with the task that it is at; its reason is thrown by `run`.
   * @param maxLostSeconds after which no task is started, when earlier ones have lost them by timeouts.
   */
  constructor(entry: URL, signal: AbortSignal, maxLostSeconds = MAX_LOST_SECONDS) {
    this.#entry = entry;
    this.#signal = signal;
    this.#maxLostSeconds = maxLostSeconds;
  }

  /** @param seconds that this task may take, from its own start. */
  run<Name extends keyof Handlers>(
    task: Name,
    input: Parameters<Handlers[Name]>[0],
    seconds: number,
  ): Promise<Outcome<Awaited<ReturnType<Handlers[Name]>>>> {
    return this.#inTurn(() =>
      this.#run<Awaited<ReturnType<Handlers[Name]>>>({ task, input }, seconds),
    );
  }

  async #run<Output>(request: object, atMost: number): Promise<Outcome<Output>> {
    this.#signal.throwIfAborted();
    const seconds = Math.min(atMost, this.#maxLostSeconds - this.#lostSeconds);
    if (seconds <= 0)
      return { kind: "failed", reason: `earlier checks took all ${this.#maxLostSeconds} s` };
    if (this.#worker === undefined) {
      const start = await this.#answerTo({ task: "start" }, START_SECONDS);
      if (start.kind === "failed") return start;
    }
    return this.#answerTo(request, seconds);
  }

  async #answerTo<Output>(request: object, seconds: number): Promise<Outcome<Output>> {
    const worker = this.#start();
    const timeout = AbortSignal.timeout(Math.ceil(seconds * 1000));
    try {
      worker.ref();
      worker.postMessage(request);
      const [outcome]: Outcome<Output>[] = await once(worker, "message", {
        signal: AbortSignal.any([this.#signal, timeout]),
      });
      worker.unref();
      return outcome ?? { kind: "failed", reason: "no answer" };
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      this.#signal.throwIfAborted();
      if (!timeout.aborted) return { kind: "failed", reason: errorMessage(error) };
      this.#lostSeconds += seconds;
      return { kind: "failed", reason: `it took more than ${seconds} s` };
    }
  }

  #start(): Worker {
    this.#worker ??= new Worker(this.#entry, {
      env: {},
      execArgv: [],
      // Not for the step's log.
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MEGABYTES },
    });
    return this.#worker;
  }
}
