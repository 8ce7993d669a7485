/** A release on GitHub, by the tag that started the workflow. */
export interface ReleaseTarget {
  readonly tag: string;
  readonly githubToken: string | undefined;
}
