import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { isRunning, until } from "../support/processes.ts";
import { codes, failure } from "../support/world.ts";
import { ACTION, cog, Origin, pushEvent } from "./support.ts";

it("a canceled step ends the fetch that it waits for", { timeout: 60_000 }, async () => {
  const origin = await Origin.create({ "cog.yaml": cog("a") });
  const workspace = await origin.checkout();
  await origin.git(workspace, "remote", "set-url", "origin", "ssh://host/repository");
  const ssh = join(origin.directory, "ssh");
  await writeFile(ssh, '#!/bin/sh\necho $$ >"$0.pid.new"\nmv "$0.pid.new" "$0.pid"\nsleep 60\n');
  await chmod(ssh, 0o755);
  const { event, env } = pushEvent("1".repeat(40), "2".repeat(40));
  const step = await origin.runner.start({
    action: ACTION,
    workspace,
    event,
    env: { GIT_CONFIG_NOSYSTEM: "1", GIT_SSH_COMMAND: ssh, GIT_SSH_VARIANT: "simple", ...env },
  });
  const pid = async () => Number(await readFile(`${ssh}.pid`, "utf8").catch(() => "0"));
  await until(async () => (await pid()) > 0);
  step.process.kill("SIGINT");

  expect(codes(failure(await step.result))).toEqual(["canceled"]);
  await until(async () => !(await isRunning(await pid())));
});
