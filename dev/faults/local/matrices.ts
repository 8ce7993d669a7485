import type { Matrix } from "../cell.ts";
import { COG } from "./cog.ts";
import { DIRECTORIES } from "./directories.ts";
import { PROGRAMS } from "./programs.ts";
import { CANCELLATIONS } from "./signals.ts";

/** What goes wrong on the machine itself. */
export const LOCAL: readonly Matrix[] = [COG, DIRECTORIES, PROGRAMS, CANCELLATIONS];
