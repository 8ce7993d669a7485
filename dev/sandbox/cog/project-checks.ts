import { existsSync } from "node:fs";
import { join } from "node:path";
import gte from "semver/functions/gte.js";
import { Fatal } from "./console.ts";
import { type Project, readProject } from "./project.ts";
import type { Run } from "./stage.ts";

/** The project that a run begins in, with what Cog says of it at once. */
export function openProject({ version, console }: Run, file: string): Project {
  const project = readProject(version, file, process.cwd());
  if (gte(version, "0.20.0") && project.config["predict"] !== undefined)
    console.info('deprecated field "predict": use "run" instead');
  checkWeights(project);
  return project;
}

/** Weights have to be imported before (weights.CheckDrift). */
function checkWeights({ directory, weights }: Project): void {
  if (weights.length === 0 || existsSync(join(directory, "weights.lock"))) return;
  const missing = weights.map((name) => `  - "${name}": not imported yet\n`).join("");
  throw new Fatal(
    `weights.lock is out of sync with cog.yaml:\n${missing}Run 'cog weights import' to update.`,
  );
}
