import { onTestFinished } from "vitest";
import { REPOSITORY } from "../support/preview.ts";
import { HOTDOG, type SandboxOptions, type StepOptions, World } from "../support/world.ts";

/**
 * The block of a model in a release's notes. Its markers are written out, since releases that are out
 * there have them: others would leave their blocks behind.
 */
const BLOCK =
  /<!-- push-to-replicate: (\S+) ([0-9a-f]{64}) -->[\s\S]*?<!-- \/push-to-replicate: \1 -->/g;

export interface Block {
  readonly text: string;
  readonly model: string;
  readonly version: string;
}

/** A world where acme/hotdog is in production, with one version that has no schema. */
export function createReleaseWorld(options: SandboxOptions = {}): Promise<World> {
  const models = [{ ...HOTDOG, versions: [{}] }];
  return World.create({ models, ...options }, onTestFinished);
}

/** Puts a release in place with its author's notes, and gives the step of its event. */
export function published(
  world: World,
  tag: string,
  body: string,
  inputs: Readonly<Record<string, string>> = {},
): Partial<StepOptions> {
  world.sandbox.github.addRelease({ tag, body });
  return onRelease(world, tag, inputs);
}

/** The step of a release's event, whether there is such a release or not. */
export function onRelease(
  { sandbox }: World,
  tag: string,
  inputs: Readonly<Record<string, string>> = {},
): Partial<StepOptions> {
  const { event, env } = sandbox.events.releaseEvent({ action: "published", tag });
  return { event, env, inputs: { "github-token": sandbox.githubToken, ...inputs } };
}

/** The step of a tag's push. */
export function onTag(
  { sandbox }: World,
  tag: string,
  inputs: Readonly<Record<string, string>> = {},
): Partial<StepOptions> {
  const { event, env } = sandbox.events.tagPushEvent({ tag });
  return { event, env, inputs: { "github-token": sandbox.githubToken, ...inputs } };
}

/** A release's notes as they are now. */
export function notesOf({ sandbox }: World, tag: string): string {
  return sandbox.github.releases.find((release) => release.tag === tag)?.body ?? "";
}

/** The blocks of a text, in their order. */
export function blocksIn(text: string): Block[] {
  return [...text.matchAll(BLOCK)].map(([found, model = "", version = ""]) => ({
    text: found,
    model,
    version,
  }));
}

/** The one block of a release's notes. */
export function blockOf(world: World, tag: string): Block {
  const body = notesOf(world, tag);
  const [block, ...others] = blocksIn(body);
  if (block === undefined || others.length > 0) throw new Error(`expected one block:\n${body}`);
  return block;
}

/** What the action asked GitHub about releases, as `METHOD rest of the path`. */
export function askedOfReleases({ sandbox }: World): string[] {
  const place = `/github/repos/${REPOSITORY}/releases`;
  return sandbox.requests
    .filter(({ path }) => path.startsWith(place))
    .map(({ method, path }) => `${method} ${path.slice(place.length)}`);
}
