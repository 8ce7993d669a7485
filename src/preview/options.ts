import type { PullRequest } from "../github/event.ts";

/** Which preview, and where it is told of. */
export interface PreviewOptions extends PreviewRequest {
  readonly comment: boolean;
  readonly deployment: boolean;
  readonly githubToken: string | undefined;
}

/** How previews are named, and whose this one is. */
export interface PreviewRequest {
  readonly template: string;
  /** Undefined on events that are about no pull request: then the model's name has to tell. */
  readonly pullRequest: PullRequest | undefined;
}
