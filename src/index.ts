import { failStep } from "./lib/errors.ts";
import { run } from "./main.ts";

try {
  await run();
} catch (error) {
  failStep(error);
  const { reportFailure } = await import("./commands/report.ts");
  await reportFailure(error);
}
