/** The GitHub release to update, by the tag that started the workflow. */
export interface ReleaseTarget {
  readonly tag: string;
  readonly githubToken: string | undefined;
}
