/** Whether a GitHub release is updated, and which. */
export type ReleaseNotesOptions = { readonly kind: "none" } | ReleaseTarget;

/** The GitHub release to update, by the tag that started the workflow. */
export interface ReleaseTarget {
  readonly kind: "release";
  readonly tag: string;
  /** Undefined: the release cannot be updated, which causes a warning. */
  readonly githubToken: string | undefined;
}
