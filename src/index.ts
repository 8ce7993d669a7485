import { failStep } from "./errors.ts";
import { run } from "./main.ts";

try {
  await run();
} catch (error) {
  failStep(error);
  const { reportFailure } = await import("./report/report.ts");
  await reportFailure(error);
}
