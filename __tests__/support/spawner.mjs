/** Runs programs for the process that forked this one, and says what each came to. */
import { execFile } from "node:child_process";

process.on("disconnect", () => process.exit());
process.on("message", ({ id, program, args, options }) => {
  execFile(program, args, options, (error, stdout, stderr) =>
    process.send({ id, stdout, stderr, failure: error === null ? undefined : error.message }),
  );
});
