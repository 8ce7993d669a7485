import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Origin, pushEvent } from "../discover/support.ts";
import { Sources } from "../support/sources.ts";
import { codes, failure, HOTDOG, World } from "../support/world.ts";

/** Names of files that would be something else as an argument of their own; unit/cog/args.test.ts has more. */
const NAMES = ["--dockerfile=evil", "$(touch evil)\n'\""];

/** Inputs that become a flag of Cog with a file as its value. */
const FLAGS = [
  ["dockerfile", "dockerfile"],
  ["openapi-schema", "openapi-schema"],
  ["config-file", "file"],
] as const;

/** Cog's arguments, without those that are always there. */
function given({ sandbox }: World): readonly string[] {
  const [run] = sandbox.cogRuns;
  return (run?.argv ?? []).filter((argument) => argument !== "--progress=plain");
}

describe("the files that inputs name", () => {
  // What all three take: an empty project in JSON, which is YAML, too.
  const content = '{ "predict": "predict.py:Predictor" }\n';

  it.each(NAMES)("each is the value of one flag, never a flag itself: %j", async (name) => {
    const world = await World.create({ models: [HOTDOG] });
    await writeFile(join(world.project, name), content);

    await world.run({ inputs: Object.fromEntries(FLAGS.map(([input]) => [input, name])) });

    expect(given(world).toSorted()).toEqual(
      [
        "push",
        ...FLAGS.map(([, flag]) => `--${flag}=${name}`),
        `${world.sandbox.host}/acme/hotdog`,
      ].toSorted(),
    );
  });
});

describe("a build secret", () => {
  it.each(["--help"])("is the value of one flag, with the id %j", async (id) => {
    const world = await World.create({ models: [HOTDOG] });

    await world.run({ inputs: { secrets: `${id}=recognisable,src=/etc/passwd` } });

    const secrets = given(world).filter((argument) => argument.startsWith("--secret"));
    expect(secrets).toEqual([expect.stringMatching(`^--secret=id=${id},src=[^,]+/secret-0$`)]);
  });

  it.each(['",src=/etc/passwd', "a,b\nc"])(
    "of the file %j can't add a field of its own",
    async (name) => {
      const world = await World.create({ models: [HOTDOG] });
      await writeFile(join(world.project, name.replaceAll("/", "_")), "abc");
      const path = join(world.project, name.replaceAll("/", "_"));

      await world.run({
        inputs: { "secret-files": `"file=${name.replaceAll("/", "_").replaceAll('"', '""')}"` },
      });

      expect(given(world)).toContain(`--secret=id=file,"src=${path.replaceAll('"', '""')}"`);
    },
  );

  it("has no id with a field of its own", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ inputs: { secrets: "a,src=/etc/passwd=x" } });

    expect(message).toContain("Input secrets");
  });
});

describe("a value that would become another argument or path is rejected", () => {
  it.each([
    ["model", "--help/name"],
    ["model", "acme/../other"],
    ["model", "acme/hotdog?x=y"],
    ["model", "acme/hotdog:latest --help"],
    ["cog-version", "--help"],
    ["cog-version", "0.21.0/../../evil"],
    ["cog-version", "latest\n--help"],
    ["progress", "--help"],
    ["use-cuda-base-image", "--help"],
    ["use-cog-base-image", "--help"],
    ["version", `acme/hotdog:${"a".repeat(63)}/`],
    ["deployment", "../models/acme/hotdog"],
    ["test-model", "acme/hotdog/versions"],
    ["judge-model", "acme/%2e%2e"],
  ])("%s: %j", async (input, value) => {
    const world = await World.create({ models: [HOTDOG] });

    expect(await world.refusal({ inputs: { [input]: value } })).toContain(`Input ${input}`);
    // It is not in the address of a request that other problems are looked for with.
    const addresses = world.sandbox.requests.map(({ path }) => decodeURIComponent(path));
    expect(addresses.filter((path) => path.includes(value))).toEqual([]);
  });
});

describe("git", () => {
  it.each(["--upload-pack=touch evil", "-x", "+main:main", "a:b", "--output=evil"])(
    "is given no option by input base: %j",
    async (base) => {
      const origin = await Origin.create({ "cog.yaml": "image: r8.im/acme/one\n" });
      const workspace = await origin.checkout();

      const result = await origin.discover(workspace, pushEvent("0".repeat(40), "1".repeat(40)), {
        base,
      });

      expect(result.errors).toEqual([expect.stringMatching(/\bbase\b/)]);
    },
  );

  it.each(["--help", "-x", ":(top)a", "*"])(
    "treats a directory named %j as a directory",
    async (name) => {
      const sources = await Sources.create({}, name);
      await sources.pushFirst();

      const result = await sources.push();

      expect(result.outputs["status"]).toBe("unchanged");
    },
  );

  it("rejects a file name with NUL in cog.yaml", async () => {
    const sources = await Sources.create({
      "cog.yaml": 'build:\n  python_requirements: "a\\0b"\npredict: predict.py:Predictor\n',
    });

    const result = await sources.push();

    expect(codes(failure(result))).toEqual(["config-file-missing"]);
  });
});
