import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { at } from "../contract/repository.ts";
import { until } from "../support/processes.ts";
import { exportedAction, hasAct, TIMEOUT } from "./act.ts";
import { Checkout, EXAMPLE } from "./checkout.ts";
import { createActWorld, jobWith, snippet } from "./workflows.ts";

const PAGE = "dev/sandbox/README.md";

describe.skipIf(!hasAct())(
  "npm run sandbox with act, as described in its README",
  { timeout: TIMEOUT },
  () => {
    it("runs the workflow of the README without the step that starts the sandbox", async () => {
      const { machine } = await createActWorld();
      const file = join(machine.home, "sandbox.env");
      const sandbox = spawn(process.execPath, [at("dev/sandbox/main.ts"), "--write-env", file]);
      onTestFinished(() => void sandbox.kill("SIGTERM"));
      let text = "";
      await until(async () => {
        text = await readFile(file, "utf8").catch(() => "");
        return text.includes("COG_MIRROR=");
      });
      const steps = snippet(PAGE, "npm run sandbox -- --write-env").replace(/^steps:\n/, "");
      const withoutStart = steps.replace(/^ {2}- run: \|\n(?: {6}.*\n)+/m, "");
      expect(withoutStart).not.toContain("npm");
      const workflow = jobWith(withoutStart);
      const { directory } = await Checkout.create(
        { ...EXAMPLE, ".github/workflows/push.yml": workflow },
        onTestFinished,
      );

      const command = /^.*\bact push .*$/m.exec(await readFile(at(PAGE), "utf8"))?.[0] ?? "";
      const [words = ""] = command.replace("/tmp/sandbox.env", file).split(" #");
      const action = `--local-repository OWNER/push-to-replicate@v1=${exportedAction()}`;
      const act = spawn("sh", ["-c", `${words} ${action}`], { cwd: directory, env: machine.env() });
      let log = "";
      for (const stream of [act.stdout, act.stderr])
        stream.on("data", (chunk: Buffer) => {
          log += chunk.toString();
        });
      const [code] = await once(act, "close");

      expect([code, code === 0 ? "" : log]).toEqual([0, ""]);
      expect(log).toContain("::set-output:: status=pushed");
    });
  },
);
