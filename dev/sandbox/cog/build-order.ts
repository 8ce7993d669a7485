import type { Flags } from "./arguments.ts";
import type { Daemon } from "./daemon.ts";
import type { Project } from "./project.ts";
export interface BuildOrder {
  readonly project: Project;
  /** As Cog prints it. */
  readonly name: string;
  /** As the daemon is to have it. */
  readonly localName: string;
  readonly flags: Flags;
  readonly annotations: Readonly<Record<string, string>>;
  readonly daemon: Daemon | undefined;
}
