import { describe, expect, it } from "vitest";
import type { RunningStep } from "../../dev/sandbox/runner.ts";
import { REPOSITORY } from "../support/preview.ts";
import { until } from "../support/processes.ts";
import { annotated, HOTDOG, type StepResult, type World } from "../support/world.ts";
import { blockOf, blocksIn, createReleaseWorld, notesOf, onRelease, published } from "./notes.ts";

/** What an author writes on GitHub's pages: CRLF, comments, and what a replacement could take for its own. */
const OWN = [
  "# Über-hotdogs 🌭👩‍🍳",
  "",
  "<!-- Release notes generated using configuration in .github/release.yml -->",
  "By @mona  \t",
  "| $& | $1 | $` | \\n |",
  "<!-- push-to-replicate is what pushes this -->",
  "",
  "",
].join("\r\n");
const AFTER = "\r\n\r\n<details>\r\n\r\n🎉 `sha256:00`\r\n</details>  \r\n";

const RELEASES = `/github/repos/${REPOSITORY}/releases`;
const BUN = { owner: "acme", name: "bun" } as const;

/** A world with two models, whose versions are in the notes of one release. */
function createTwoModels(): Promise<World> {
  return createReleaseWorld({ models: [HOTDOG, BUN] });
}

/** The step of acme/bun, which has read the notes of v1.2.0 and writes them so many milliseconds later. */
async function aboutToWrite(world: World, delay: number): Promise<RunningStep> {
  const { sandbox } = world;
  sandbox.fault({ method: "GET", path: RELEASES, delay });
  const running = await world.start(published(world, "v1.2.0", OWN, { model: "acme/bun" }));
  await until(() => sandbox.requests.some(({ path }) => path.startsWith(`${RELEASES}?`)));
  return running;
}

/** Checks that both models have their block, of the version that their step has pushed. */
function expectBoth(world: World, [hotdog, bun]: readonly StepResult[]): void {
  const reported = blocksIn(notesOf(world, "v1.2.0")).map(({ model, version }) => [model, version]);
  expect(Object.fromEntries(reported)).toEqual({
    "acme/hotdog": hotdog?.outputs["version"],
    "acme/bun": bun?.outputs["version"],
  });
  expect(reported).toHaveLength(2);
}

describe("the notes of a release", () => {
  it("get one block at their end, and are otherwise unchanged byte for byte", async () => {
    const world = await createReleaseWorld();

    const { outputs, warnings } = await world.run(published(world, "v1.2.0", OWN));

    const block = blockOf(world, "v1.2.0");
    expect(notesOf(world, "v1.2.0")).toBe(`${OWN}\n\n${block.text}`);
    expect(block).toMatchObject({ model: "acme/hotdog", version: outputs["version"] });
    expect(warnings).toEqual([]);
  });

  it("get it replaced in place by a later run, between what the author wrote", async () => {
    const world = await createReleaseWorld();
    await world.run(published(world, "v1.2.0", OWN));
    const first = blockOf(world, "v1.2.0");
    const step = published(world, "v1.2.0", `${notesOf(world, "v1.2.0")}${AFTER}`);

    const { outputs } = await world.run(step);

    const second = blockOf(world, "v1.2.0");
    expect(notesOf(world, "v1.2.0")).toBe(`${OWN}\n\n${second.text}${AFTER}`);
    expect(second.version).toBe(outputs["version"]);
    expect(second.text).not.toContain(first.version);
  });

  it("get it replaced after a person edited them on GitHub's page, which uses CRLF", async () => {
    const world = await createReleaseWorld();
    await world.run(published(world, "v1.2.0", "Mine"));
    const edited = `Theirs\r\n${notesOf(world, "v1.2.0").replaceAll("\n", "\r\n")}${AFTER}`;

    await world.run(published(world, "v1.2.0", edited));

    const { text } = blockOf(world, "v1.2.0");
    expect(notesOf(world, "v1.2.0")).toBe(`Theirs\r\nMine\r\n\r\n${text}${AFTER}`);
    expect(text).not.toContain("\r");
  });

  it.each(["", "\r\n"])("that are empty (%j) get the block alone", async (body) => {
    const world = await createReleaseWorld();

    await world.run(published(world, "v1.2.0", body));

    expect(notesOf(world, "v1.2.0")).toBe(blockOf(world, "v1.2.0").text);
  });

  it("of a tag with a slash and a plus are found, and other releases are unchanged", async () => {
    const world = await createReleaseWorld();
    published(world, "v1.2.0", OWN);

    await world.run(published(world, "hotdog/v1.2.0+cu12", ""));

    expect(blockOf(world, "hotdog/v1.2.0+cu12").model).toBe("acme/hotdog");
    expect(notesOf(world, "v1.2.0")).toBe(OWN);
  });

  it("keep what follows a block without an end marker", async () => {
    const world = await createReleaseWorld();
    const begin = `<!-- push-to-replicate: acme/hotdog ${"ab".repeat(32)} -->`;
    const broken = `${begin}\r\nThe author's own words`;

    await world.run(published(world, "v1.2.0", broken));

    expect(notesOf(world, "v1.2.0")).toContain("The author's own words");
  });

  it("that would be too long are unchanged, with a warning", async () => {
    const world = await createReleaseWorld();
    const body = "x".repeat(124_900);

    const result = await world.run(published(world, "v1.2.0", body));

    expect(result.code).toBe(0);
    expect(annotated(result, "warning")).toEqual(["release-notes-failed"]);
    expect(notesOf(world, "v1.2.0")).toBe(body);
  });
});

describe("the block", () => {
  it("has version, image, tests, deployment and how to run it", async () => {
    const world = await createReleaseWorld();
    const inputs = {
      "test-cases": "- inputs: { text: Ada }\n  exact_string: hello Ada\n- inputs: { text: Grace }",
      deployment: "hotdog-live",
    };

    const { outputs } = await world.run(published(world, "v1.2.0", OWN, inputs));

    const { text } = blockOf(world, "v1.2.0");
    const version = outputs["version"];
    expect(text).toContain("### `acme/hotdog` on Replicate");
    expect(text).toContain(
      `[\`${version?.slice(0, 12)}\`](https://replicate.com/acme/hotdog/versions/${version})`,
    );
    expect(text).toContain(`\n${world.sandbox.host}/acme/hotdog@sha256:${version}\n`);
    expect(text).toContain("| Tests | 2 of 2 passed |");
    expect(text).toContain("| Deployment | `acme/hotdog-live`, release 1 |");
    expect(text).toMatch(/\| Boots in \| [\d.]+ s \|/);
    expect(text).toContain(`"version":"${version}"`);
    expect(text).toContain(`replicate.run(\n    "acme/hotdog:${version}"`);
    expect(text).toContain(`new Replicate().run("acme/hotdog:${version}"`);
  });

  it("does not mention tests and deployment when there are none", async () => {
    const world = await createReleaseWorld();

    await world.run(published(world, "v1.2.0", OWN));

    expect(blockOf(world, "v1.2.0").text).not.toMatch(/\| (Tests|Deployment|Boots in) \|/);
  });

  it("of a promoted version is about that version, not about a new one", async () => {
    const world = await createReleaseWorld();
    const old = (await world.run()).outputs["version"] ?? "";
    await world.run(published(world, "v1.2.0", OWN, { deployment: "hotdog-live" }));
    const runs = world.sandbox.cogRuns.length;
    const inputs = { version: old, deployment: "hotdog-live", "boot-check": "true" };

    const { outputs } = await world.run(published(world, "v1.1.1", OWN, inputs));

    const { text, version } = blockOf(world, "v1.1.1");
    expect(outputs["status"]).toBe("promoted");
    expect(version).toBe(old);
    expect(notesOf(world, "v1.1.1")).toBe(`${OWN}\n\n${text}`);
    expect(text).toContain(`${world.sandbox.host}/acme/hotdog@sha256:${old}`);
    expect(text).toContain("| Deployment | `acme/hotdog-live`, release 2 |");
    expect(world.sandbox.cogRuns).toHaveLength(runs);
  });
});

describe("two models in one release", () => {
  it("have a block each, which the other's step does not change", async () => {
    const world = await createTwoModels();
    const hotdog = await world.run(published(world, "v1.2.0", OWN));
    const [before] = blocksIn(notesOf(world, "v1.2.0"));

    const bun = await world.run(onRelease(world, "v1.2.0", { model: "acme/bun" }));
    expectBoth(world, [hotdog, bun]);
    expect(blocksIn(notesOf(world, "v1.2.0"))[0]).toEqual(before);

    const again = await world.run(onRelease(world, "v1.2.0"));
    expectBoth(world, [again, bun]);
    expect(
      notesOf(world, "v1.2.0").startsWith(`${OWN}\n\n<!-- push-to-replicate: acme/hotdog`),
    ).toBe(true);
  });

  it("have both when one overwrites the other, which reads them again only after that", async () => {
    const world = await createTwoModels();
    const bun = await aboutToWrite(world, 7000);
    world.sandbox.fault({ path: `${RELEASES}/tags/v1.2.0`, skip: 1, delay: 11_000 });

    const hotdog = await world.run(onRelease(world, "v1.2.0"));

    expectBoth(world, [hotdog, await bun.result]);
  });

  it("have both when one overwrites the other, which read them again before that", async () => {
    const world = await createTwoModels();
    const bun = await aboutToWrite(world, 7000);

    const hotdog = await world.run(onRelease(world, "v1.2.0"));

    expectBoth(world, [hotdog, await bun.result]);
  });

  it("get it again when the write had no effect", async () => {
    const world = await createTwoModels();
    const lost = { status: 200, body: {} };
    world.sandbox.fault({ method: "PATCH", path: `${RELEASES}/*`, answer: lost });

    const { outputs } = await world.run(published(world, "v1.2.0", OWN));

    expect(blockOf(world, "v1.2.0").version).toBe(outputs["version"]);
  });
});
