import type { Runtime } from "../runtime/runtime.ts";
import type { DiskSituation } from "./full.ts";
import { type DiskRequest, freeDisk, measureDisk } from "./make-room.ts";
import { reportDisk, reportRemoval, reportRoom } from "./render.ts";
import type { DiskOutcome } from "./room.ts";
import { planFreeSteps } from "./space.ts";

/** Makes room for the build where it is needed, and tells of it. */
export async function prepareDisk(request: DiskRequest, runtime: Runtime): Promise<DiskOutcome> {
  const situation: DiskSituation = { mode: request.mode, isHosted: runtime.context.isHosted };
  const survey = await measureDisk(request, runtime);
  reportDisk(request.space, survey);
  const outcome = await freeDisk(request, survey, reportRemoval, runtime);
  reportRoom(outcome, situation);
  return outcome;
}

/** Tells what would be removed, without doing it. */
export async function planDiskSteps(request: DiskRequest, runtime: Runtime): Promise<string[]> {
  const survey = await measureDisk(request, runtime);
  reportDisk(request.space, survey);
  return planFreeSteps(survey);
}
