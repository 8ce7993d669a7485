import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { modelFrom } from "../../src/discover/model-template.ts";
import { findInputProblems } from "../../src/inputs/action.ts";
import { checkRequirements } from "../../src/push/config-checks.ts";
import { credentialIn } from "../../src/push/git-credentials.ts";
import { temporaryDirectory } from "./support.ts";

/** A regular expression that looks at each character for each other one takes longer than a test may. */
const LENGTH = 300_000;
const REST = { usesGpu: false, model: { kind: "none" }, problems: [] } as const;
const PARTS = { directory: "a", path: "a", configFile: "cog.yaml" };

it.each<[string, () => unknown, unknown]>([
  ["empty lines in Git's configuration", () => credentialIn("\n".repeat(LENGTH)), undefined],
  ["separators in a model", () => modelFrom(`a/b${"_".repeat(LENGTH)}`, PARTS), undefined],
  ["digits in an input", () => countProblems({ "timeout-minutes": `${"0".repeat(LENGTH)}x` }), 1],
  [
    "slashes in an input",
    () => countProblems({ "cog-mirror": `https://a/${"/".repeat(LENGTH)}x` }),
    0,
  ],
])("%s are read at once", (_case, read, expected) => {
  expect(read()).toBe(expected);
});

function countProblems(inputs: Readonly<Record<string, string>>): number {
  return findInputProblems(inputs, "r8.im").length;
}

it("hashes in requirements are read at once", async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "requirements.txt"), `${"#".repeat(LENGTH)}\u2028-r other.txt`);
  const config = { build: { python_requirements: "requirements.txt" } };
  const project = { directory, config, configFile: "cog.yaml", isBundle: false, ...REST };
  await expect(checkRequirements(project, "0.22.0", undefined)).resolves.toBeUndefined();
});
