import type { Runtime } from "../runtime/runtime.ts";
import type { DiskSituation } from "./full.ts";
import { type DiskRequest, freeDisk, surveyDisk } from "./make-room.ts";
import { reportDisk, reportRemoval, reportRoom } from "./render.ts";
import type { DiskOutcome } from "./room.ts";
import { foreseeRoom } from "./space.ts";

/** Makes room for the build where it is needed, and tells of it. */
export async function makeRoom(request: DiskRequest, runtime: Runtime): Promise<DiskOutcome> {
  const situation: DiskSituation = { mode: request.mode, isHosted: runtime.context.isHosted };
  const survey = await surveyDisk(request, runtime);
  reportDisk(request.space, survey);
  const outcome = await freeDisk(request, survey, reportRemoval, runtime);
  reportRoom(outcome, situation);
  return outcome;
}

/** Tells what would be removed, without doing it. */
export async function foreseeDisk(request: DiskRequest, runtime: Runtime): Promise<string[]> {
  const survey = await surveyDisk(request, runtime);
  reportDisk(request.space, survey);
  return foreseeRoom(survey);
}
