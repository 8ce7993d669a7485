import type { PullRequest } from "../github/event.ts";

/** Which preview, and what to write to its pull request. */
export interface PreviewOptions {
  /** Template of its model's name. */
  readonly template: string;
  /** Path of the project's configuration file from the workspace: `models/hotdog/cog.yaml`. */
  readonly project: string;
  /** Undefined for events without a pull request: then the model's name has to end with its number. */
  readonly pullRequest: PullRequest | undefined;
  readonly comment: boolean;
  /** Whether to record a GitHub Deployment. */
  readonly deployment: boolean;
  readonly githubToken: string | undefined;
}
