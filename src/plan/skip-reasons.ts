import { formatterOf, type MessageOf } from "../lib/messages.ts";

/** Why a step does nothing: as sentences. */
const REASONS = {
  unmerged:
    "A {event} event runs on a commit that is not merged yet, so nothing is built. To check the commit, set stop-after to build or test. Push to Replicate on push events.",
  "ref-deleted": "The push deleted its branch or tag, so nothing is built.",
  "release-changed":
    "The release was {action}, so nothing is built or moved. Releases are pushed when they are published: set on.release.types to [published].",
  "pull-request-closed": "Pull request #{number} is closed, so nothing is built for it.",
  "closed-during-step": "Pull request #{number} was closed during the step, so it has no preview.",
  "closed-with-preview":
    "Pull request #{number} was closed during the step, and its preview could not be deleted.",
  "pull-request-reopened": "Pull request #{number} was reopened, so its preview stays.",
  "previews-deleted": "The pull request is closed, and its previews are deleted.",
  "previews-off": "The pull request is closed, and previews are turned off.",
  "push-off": "push is false, so there is nothing to preview.",
  "base-checked-out":
    "On pull_request_target, the base branch is checked out, not the pull request, so nothing is built. Use on: pull_request for previews and checks. Closed pull requests are handled on both events.",
  dependabot:
    "Pull request #{number} is from Dependabot. GitHub passes it no Actions secrets, so there is no preview. To get one, add the token to the repository's Dependabot secrets under the same name, or push a commit to the branch.",
  fork: "Pull request #{number} comes from a fork, to which GitHub passes no secrets, so there is no preview (to only build it, set stop-after: build). To get a preview, a maintainer can review its code, push the branch to this repository, and open a pull request from there.",
  "fork-with-secret":
    "Pull request #{number} comes from a fork, and its code could use a secret of this job (a token, a build secret, or a Docker login), so it is not built. To get a preview, a maintainer can review its code, push the branch to this repository, and open a pull request from there.",
  "inputs-invalid": "Inputs are not valid.",
} as const;

export type SkipReason = MessageOf<typeof REASONS>;

/** A reason in words. */
export const describeSkip = formatterOf(REASONS);
