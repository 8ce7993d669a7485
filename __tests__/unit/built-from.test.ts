import { describe, expect, it } from "vitest";
import { builtFrom } from "../../src/reuse/built-from.ts";

const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const MARK = "89abcdef";

/** Labels as Cog 0.22 puts them on an image that this action builds. */
function labels(others: Readonly<Record<string, unknown>> = {}) {
  return {
    "run.cog.version": "0.22.0",
    "run.cog.has_init": "true",
    "org.opencontainers.image.revision": COMMIT,
    "org.opencontainers.image.version": `build.${MARK}`,
    ...others,
  };
}

describe("an image's labels", () => {
  it.each([
    ["of SHA-1", COMMIT, `build.${MARK}`],
    ["of SHA-256", COMMIT.slice(0, 24).padEnd(64, "f"), `build.${MARK}`],
    ["with a tag", COMMIT, `v1.2.0+build.${MARK}`],
  ])("name a commit %s", (_, commit, version) => {
    const found = labels({
      "org.opencontainers.image.revision": commit,
      "org.opencontainers.image.version": version,
    });
    expect(builtFrom(found, "0.22.0", MARK)).toEqual({ kind: "commit", commit });
  });

  it.each<[string, object | undefined, string]>([
    ["no labels", undefined, "the registry has no labels of the latest version"],
    ["other labels", {}, "the latest version was built with an unknown version of Cog"],
    [
      "a version that is no text",
      { "run.cog.version": 22 },
      "the latest version was built with an unknown version of Cog",
    ],
    [
      "another Cog's",
      labels({ "run.cog.version": "0.21.0" }),
      "the latest version was built with Cog 0.21.0",
    ],
    [
      "those of a Cog that does not know the commit",
      labels({ "org.opencontainers.image.revision": undefined }),
      "the latest version has no label with its commit",
    ],
    ...[
      "",
      "main",
      `${COMMIT}-dirty`,
      COMMIT.slice(0, 7),
      COMMIT.toUpperCase(),
      `${COMMIT}\n`,
      "--all",
    ].map((revision): [string, object, string] => [
      `a revision like ${JSON.stringify(revision)}`,
      labels({ "org.opencontainers.image.revision": revision }),
      `the latest version was built from ${JSON.stringify(revision)}, which is not a commit`,
    ]),
    ...[undefined, "v1.2.0", "v1.2.0-3-g0123456-dirty", MARK, `build.${MARK}.1`].map(
      (version): [string, object, string] => [
        `a version like ${version}`,
        labels({ "org.opencontainers.image.version": version }),
        "the latest version was not built by this action",
      ],
    ),
    [
      "another build's",
      labels({ "org.opencontainers.image.version": "v1.2.0+build.12345678" }),
      "the latest version was built in another directory or with other inputs",
    ],
  ])("name no commit: %s", (_, found, reason) => {
    const given = found === undefined ? undefined : { ...found };
    expect(builtFrom(given, "0.22.0", MARK)).toEqual({ kind: "unknown", reason });
  });
});
