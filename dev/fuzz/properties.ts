import { ANSWERS } from "./answers.ts";
import { BUILD_CACHE } from "./build-cache.ts";
import { COG } from "./cog.ts";
import { DOCUMENTS } from "./documents.ts";
import { EVENTS } from "./events.ts";
import { INPUTS } from "./inputs.ts";
import type { Property } from "./property.ts";
import { REGISTRY } from "./registry.ts";
import { REPORTS } from "./reports.ts";

/** Everything that holds whatever comes from outside. */
export const PROPERTIES: readonly Property[] = [
  ...INPUTS,
  ...COG,
  ...DOCUMENTS,
  ...ANSWERS,
  ...REGISTRY,
  ...EVENTS,
  ...REPORTS,
  ...BUILD_CACHE,
];
