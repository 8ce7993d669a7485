import { pageOf } from "./objects.ts";
import { type ReleaseSeed, releaseObject, releaseOf } from "./release-notes.ts";
import { runVariables } from "./run-variables.ts";
import { contextOf, DEFAULT_REPOSITORY, type EventSeed, type StepEvent } from "./step-event.ts";
import { shaOf, stamp } from "./store.ts";

/** Besides what is said of the release, which need not be one that was put in place. */
export interface ReleaseEventSeed extends EventSeed, ReleaseSeed {
  readonly action: "created" | "published" | "released" | "prereleased" | "edited" | "deleted";
}

/** Something became of a release; what is `prereleased` is a prerelease. */
export function releaseEvent(seed: ReleaseEventSeed): StepEvent {
  const { action, tag, repository = DEFAULT_REPOSITORY, sender = "mona" } = seed;
  const prerelease = seed.prerelease ?? action === "prereleased";
  const release = releaseOf({ ...seed, prerelease }, sender);
  const event = {
    action,
    // What differs, as it was before: here it had no notes.
    ...(action === "edited" && { changes: { body: { from: "" } } }),
    release: releaseObject(release),
    ...contextOf(repository, sender, seed),
  };
  return { event, env: tagVariables("release", { repository, tag, sender }, seed) };
}

export interface TagPushEventSeed extends EventSeed {
  readonly tag: string;
}

const NO_COMMIT = "0".repeat(40);

/** Somebody pushed a new tag, which points at a commit itself and brings no other commits. */
export function tagPushEvent(seed: TagPushEventSeed): StepEvent {
  const { tag, repository = DEFAULT_REPOSITORY, sender = "mona" } = seed;
  const sha = shaOf(`${repository} ${tag}`);
  const person = {
    name: sender,
    email: `${sender}@users.noreply.github.com`,
  };
  const event = {
    ref: `refs/tags/${tag}`,
    before: NO_COMMIT,
    after: sha,
    created: true,
    deleted: false,
    forced: false,
    base_ref: null,
    compare: pageOf(`${repository}/compare/${tag}`),
    commits: [],
    head_commit: {
      id: sha,
      tree_id: shaOf(`tree of ${sha}`),
      distinct: true,
      message: `Release ${tag}`,
      timestamp: stamp(new Date()),
      url: pageOf(`${repository}/commit/${sha}`),
      author: { ...person, username: sender },
      committer: { ...person, username: sender },
      added: [],
      removed: [],
      modified: ["predict.py"],
    },
    pusher: person,
    ...contextOf(repository, sender, seed),
  };
  return { event, env: tagVariables("push", { repository, tag, sender }, seed) };
}

/** Runs of both events stand on the tag and on its commit. */
function tagVariables(
  name: "release" | "push",
  { repository, tag, sender }: { readonly repository: string; tag: string; sender: string },
  run: EventSeed,
): Record<string, string> {
  const sha = shaOf(`${repository} ${tag}`);
  const ref = `refs/tags/${tag}`;
  return runVariables({ name, actor: sender, repository, sha, ref }, run);
}
