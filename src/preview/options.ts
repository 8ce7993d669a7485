import type { PullRequest } from "../github/event.ts";

/** Which preview, and what to write to its pull request. */
export interface PreviewOptions extends PreviewRequest {
  readonly comment: boolean;
  /** Whether to record a GitHub Deployment. */
  readonly deployment: boolean;
  readonly githubToken: string | undefined;
}

/** The name of a preview, and its pull request. */
export interface PreviewRequest {
  readonly template: string;
  /** Path of the project's configuration file from the workspace: `models/hotdog/cog.yaml`. */
  readonly project: string;
  /** Undefined for events without a pull request: then the model's name has to end with its number. */
  readonly pullRequest: PullRequest | undefined;
}
