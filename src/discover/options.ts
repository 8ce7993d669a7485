/** Which projects are looked for, and what they are compared with. */
export interface DiscoverOptions {
  /** Directory to look in, relative to the workspace. */
  readonly directory: string;
  /** Globs of projects; empty for all. */
  readonly projects: readonly string[];
  /** Globs of files whose change counts as a change of every project. */
  readonly alsoWhen: readonly string[];
  readonly naming: ModelNaming;
  /** `true` fails when nothing can be compared, `auto` then takes all projects. */
  readonly changedOnly: "auto" | "true" | "false";
  readonly base: ComparisonBase;
  readonly settings: SettingsSource;
}

/** Where the name of a project's model comes from: its own configuration, or a template. */
type ModelNaming =
  | { readonly kind: "configured" }
  | { readonly kind: "template"; readonly template: string };

/** What HEAD is compared with: the event's own commit, or a commit, branch, or tag. */
type ComparisonBase =
  | { readonly kind: "event" }
  | { readonly kind: "revision"; readonly revision: string };

/** The file with settings per project: the default one, if it exists, or a path from the root of the checkout. */
export type SettingsSource =
  | { readonly kind: "default" }
  | { readonly kind: "file"; readonly path: string };
