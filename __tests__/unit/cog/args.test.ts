import { describe, expect, it } from "vitest";
import {
  buildArguments,
  type CogBuild,
  checkRelease,
  pushArguments,
} from "../../../src/cog/args.ts";
import type { BuildOptions } from "../../../src/cog/options.ts";
import { inputsFrom, refusal } from "../support.ts";

const IMAGE = "r8.im/acme/hotdog";

function argumentsOf(options: Partial<BuildOptions>, command: Partial<CogBuild> = {}): string[] {
  return pushArguments({
    cogVersion: "0.22.0",
    image: IMAGE,
    isBundle: false,
    configFile: "cog.yaml",
    options: { ...inputsFrom({}).build, ...options },
    secrets: [],
    ...command,
  });
}

describe("the arguments of cog build", () => {
  it.each([false, true])("are those of a push of the same image (bundle: %s)", (isBundle) => {
    const command = {
      cogVersion: "0.22.0",
      image: IMAGE,
      isBundle,
      configFile: "cog.gpu.yaml",
      options: { ...inputsFrom({}).build, noCache: true },
      secrets: [{ id: "token", path: "/tmp/0" }],
    };
    const [, ...pushed] = pushArguments(command);
    const flags = pushed.filter((word) => word !== IMAGE);
    expect(buildArguments(command)).toEqual(["build", ...flags, `--tag=${IMAGE}`]);
  });
});

describe("the arguments of cog push", () => {
  it.each([
    ["0.22.0", []],
    ["0.23.0-rc.1", []],
    ["0.23.0", ["--json"]],
    ["0.24.1", ["--json"]],
  ])("of Cog %s ask for %j", (cogVersion, json) => {
    expect(argumentsOf({}, { cogVersion })).toEqual(["push", ...json, "--progress=plain", IMAGE]);
  });

  it("are the progress and the image by default", () => {
    expect(argumentsOf({})).toEqual(["push", "--progress=plain", IMAGE]);
  });

  it("have no image for a bundle, whose image is in COG_MODEL", () => {
    expect(argumentsOf({}, { isBundle: true })).toEqual(["push", "--progress=plain"]);
  });

  it.each<[string, Partial<BuildOptions>, string]>([
    ["no-cache", { noCache: true }, "--no-cache"],
    ["separate-weights", { separateWeights: true }, "--separate-weights"],
    ["use-cog-base-image: true", { useCogBaseImage: true }, "--use-cog-base-image=true"],
    ["use-cog-base-image: false", { useCogBaseImage: false }, "--use-cog-base-image=false"],
    ["use-cuda-base-image: auto", { useCudaBaseImage: "auto" }, "--use-cuda-base-image=auto"],
    ["use-cuda-base-image: false", { useCudaBaseImage: "false" }, "--use-cuda-base-image=false"],
    ["dockerfile", { dockerfile: "Dockerfile.cog" }, "--dockerfile=Dockerfile.cog"],
    ["dockerfile like a flag", { dockerfile: "--debug" }, "--dockerfile=--debug"],
    ["openapi-schema", { openapiSchema: "my schema.json" }, "--openapi-schema=my schema.json"],
  ])("have, for %s, one argument more", (_, options, argument) => {
    expect(argumentsOf(options)).toEqual(["push", argument, "--progress=plain", IMAGE]);
  });

  it.each([
    "--help",
    "-f",
    "--dockerfile=evil",
    "a b",
    "a\nb",
    "$(touch evil)",
    "a;b",
    "'\"",
    "%s",
  ])("have a file named %j as the value of one flag", (name) => {
    const given = argumentsOf({ dockerfile: name, openapiSchema: name }, { configFile: name });
    const flags = ["dockerfile", "file", "openapi-schema"].map((flag) => `--${flag}=${name}`);
    expect(given.toSorted()).toEqual(["push", ...flags, "--progress=plain", IMAGE].toSorted());
  });

  it.each(["auto", "plain", "quiet"] as const)("ask for %s progress", (progress) => {
    expect(argumentsOf({ progress })).toEqual(["push", `--progress=${progress}`, IMAGE]);
  });

  it("name a configuration file that is not cog.yaml", () => {
    expect(argumentsOf({}, { configFile: "gpu/cog-a100.yaml" })).toEqual([
      "push",
      "--file=gpu/cog-a100.yaml",
      "--progress=plain",
      IMAGE,
    ]);
  });

  it.each([
    ["0.14.8", "--f=other.yaml"],
    ["0.16.3", "--f=other.yaml"],
    ["0.16.4", "--file=other.yaml"],
    ["0.17.0-rc.1", "--file=other.yaml"],
  ])("name it as Cog %s has the flag", (cogVersion, flag) => {
    expect(argumentsOf({}, { cogVersion, configFile: "other.yaml" })).toContain(flag);
  });

  it.each([
    ["a plain path", "/tmp/secrets/0", "id=token,src=/tmp/secrets/0"],
    ["a path with a space", "/my files/0", "id=token,src=/my files/0"],
    ["a path with a comma", "/a,b/0", 'id=token,"src=/a,b/0"'],
    ["a path with a quote", '/a"b/0', 'id=token,"src=/a""b/0"'],
    ["a path like a field", "/a,id=other", 'id=token,"src=/a,id=other"'],
    ["a path with fields after a quote", '/",src=/etc', 'id=token,"src=/"",src=/etc"'],
    ["a path of two lines", "/a,b\nc", 'id=token,"src=/a,b\nc"'],
  ])("give a secret at %s as one field of BuildKit's list", (_, path, value) => {
    expect(argumentsOf({}, { secrets: [{ id: "token", path }] })).toEqual([
      "push",
      "--progress=plain",
      `--secret=${value}`,
      IMAGE,
    ]);
  });

  it("combine all options, with each secret once and the image at the end", () => {
    const all = argumentsOf(
      {
        noCache: true,
        separateWeights: true,
        useCogBaseImage: true,
        useCudaBaseImage: "true",
        dockerfile: "D",
        openapiSchema: "S",
        progress: "quiet",
      },
      {
        configFile: "c.yaml",
        secrets: [
          { id: "one", path: "/1" },
          { id: "two", path: "/2" },
        ],
      },
    );
    expect(all.toSorted()).toEqual(
      [
        "push",
        "--file=c.yaml",
        "--no-cache",
        "--separate-weights",
        "--use-cog-base-image=true",
        "--use-cuda-base-image=true",
        "--dockerfile=D",
        "--openapi-schema=S",
        "--progress=quiet",
        "--secret=id=one,src=/1",
        "--secret=id=two,src=/2",
        IMAGE,
      ].toSorted(),
    );
    expect(all[0]).toBe("push");
    expect(all.at(-1)).toBe(IMAGE);
  });
});

describe("a release of Cog", () => {
  const configWith = (keys: readonly string[]) =>
    Object.fromEntries([...keys, "image"].map((key) => [key, {}]));

  it.each<[string, string[], string]>([
    ["0.23.0", ["observability"], "cog.yaml"],
    ["0.23.1", ["observability", "run"], "cog.yaml"],
    ["0.20.0", ["model"], "cog.yaml"],
    ["0.20.0", ["run"], "cog.yaml"],
    ["0.23.0", ["model", "run"], "other.yaml"],
    ["0.14.8", [], "other.yaml"],
    ["0.9.18", [], "cog.yaml"],
    ["0.10.0-alpha20", [], "cog.yaml"],
  ])("%s is new enough for %j in %s", (cogVersion, keys, configFile) => {
    expect(() => checkRelease(cogVersion, { config: configWith(keys), configFile })).not.toThrow();
  });

  it.each<[string, string[], string, string[]]>([
    ["0.22.0", ["observability"], "cog.yaml", ['"observability"']],
    ["0.19.3", ["run", "observability"], "cog.yaml", ['"run"', '"observability"']],
    ["0.19.3", ["model"], "cog.yaml", ['"model"']],
    ["0.20.0-rc.1", ["run"], "cog.yaml", ['"run"']],
    ["0.14.7", [], "a.yaml", ["config-file"]],
    ["0.14.0-alpha1", [], "a.yaml", ["config-file"]],
    ["0.9.18", ["model", "run"], "a.yaml", ['"model"', '"run"', "config-file"]],
  ])("%s is too old for %j in %s: a problem for each", async (version, keys, configFile, names) => {
    const project = { config: configWith(keys), configFile };
    const { problems } = await refusal(() => checkRelease(version, project));
    expect(problems.map(({ code }) => code)).toEqual(names.map(() => "cog-too-old"));
    for (const [i, name] of names.entries()) {
      expect(problems[i]?.message).toContain(name);
      expect(problems[i]?.message).toContain(version);
    }
  });
});
