import type { MessagePort } from "node:worker_threads";
import { errorMessage } from "./errors.ts";
import type { Outcome, TaskMap } from "./task-worker.ts";

/** How the thread does each task. A failure that people are to read is thrown. */
export type TaskHandlers<Tasks extends TaskMap<Tasks>> = {
  readonly [Name in keyof Tasks]: (
    input: Tasks[Name]["input"],
  ) => Tasks[Name]["output"] | Promise<Tasks[Name]["output"]>;
};

interface TaskRequest<Tasks extends TaskMap<Tasks>, Name extends keyof Tasks> {
  readonly task: Name;
  readonly input: Tasks[Name]["input"];
}

/** The thread's side of a TaskWorker: does what comes in, and answers with what became of it. */
export function serveTasks<Tasks extends TaskMap<Tasks>>(
  port: MessagePort,
  handlers: TaskHandlers<Tasks>,
): void {
  // What libraries print is for nobody, and output that nobody reads would keep the process.
  process.stdout.write = () => true;
  process.stderr.write = () => true;
  const answer = async <Name extends keyof Tasks>({
    task,
    input,
  }: TaskRequest<Tasks, Name>): Promise<Outcome<Tasks[Name]["output"]>> => {
    try {
      return { kind: "done", output: await handlers[task](input) };
    } catch (error) {
      return { kind: "failed", reason: errorMessage(error) };
    }
  };
  port.on("message", async (request: TaskRequest<Tasks, keyof Tasks>) => {
    port.postMessage(await answer(request));
  });
}
