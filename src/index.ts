import { failStep } from "./errors.ts";
import { run } from "./main.ts";
import { reportFailure } from "./report/report.ts";

try {
  await run();
} catch (error) {
  failStep(error);
  await reportFailure(error);
}
