import { END_SECONDS } from "../lib/cancel-limits.ts";
import { ActionError } from "../lib/errors.ts";

/**
 * Creates a signal that is aborted when the runner cancels the step (SIGINT, then SIGTERM), or after the minutes that
 * `limit` sets. `release` cancels whatever is still running, and lets the process end.
 * @param exit ends a step that has not ended `endSeconds` after its signal was aborted.
 */
export function stepSignal(exit: (reason: ActionError) => void, endSeconds = END_SECONDS) {
  const controller = new AbortController();
  let timeout: NodeJS.Timeout | undefined;
  let end: NodeJS.Timeout | undefined;
  const abort = (reason: ActionError): void => {
    end ??= setTimeout(() => exit(reason), endSeconds * 1000);
    controller.abort(reason);
  };
  const cancel = (): void =>
    abort(
      new ActionError({
        code: "canceled",
        message: "The step was canceled.",
        hint: "Run the job again. If it pushes a version, check the versions of the model first: the cancellation may have come late.",
      }),
    );
  const limit = (timeoutMinutes: number): void => {
    const tooLong = new ActionError({
      code: "timeout",
      message: `The step took longer than timeout-minutes (${timeoutMinutes}).`,
      hint: "Increase timeout-minutes and the timeout of the job, or make the image smaller.",
    });
    // performance.now() counts from the start of the process. A git that hangs has used up some of the time.
    const rest = timeoutMinutes * 60_000 - performance.now();
    timeout = setTimeout(() => abort(tooLong), Math.max(0, rest));
  };
  process.on("SIGINT", cancel).on("SIGTERM", cancel);
  const release = (): void => {
    clearTimeout(timeout);
    clearTimeout(end);
    process.off("SIGINT", cancel).off("SIGTERM", cancel);
    // Nothing waits any longer for what is still under way, such as the size of an image.
    controller.abort(new Error("the step has ended"));
  };
  return { signal: controller.signal, limit, release };
}
