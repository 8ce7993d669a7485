import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withoutCommands } from "../../src/lib/log.ts";
import { sourcesWith } from "../contract/repository.ts";
import { cog, firstPush, jobsOf, Origin } from "../discover/support.ts";
import { createVersionWorld, testVersion } from "../gates/support.ts";
import { createPreviewWorld, Pull } from "../support/preview.ts";
import { Sources } from "../support/sources.ts";
import { annotated, failure, HOTDOG, type StepResult, World } from "../support/world.ts";
import { COMMANDS, heardIn, INJECTION, injectedBy } from "./log-commands.ts";

/** Expects that the words are in the log, and that the runner heard none of them as a command. */
function expectOnlyWords(result: StepResult): void {
  expect(result.log.toLowerCase()).toContain("evil");
  expect(injectedBy("evil", result.log)).toEqual([]);
  expect(Object.keys(result.state)).not.toContain("evil");
  expect(Object.values(result.outputs)).not.toContain("evil");
  const names = new Set(heardIn(result.log).map(({ name }) => name));
  for (const name of ["set-output", "save-state", "set-env", "add-path", "add-matcher", "echo"])
    expect(names).not.toContain(name);
}

describe("a line of the log", () => {
  it.each(COMMANDS)("that would be a command is escaped: %j", (line) => {
    expect(injectedBy("vil", line)).not.toEqual([]);
    expect(heardIn(withoutCommands(line))).toEqual([]);
    expect(heardIn(withoutCommands(`a\r${line}\r\n${line}`))).toEqual([]);
  });

  it.each([
    "a::b",
    "Test a ::b::c",
    "[##] #[a]",
    "\u001b[33mfull\u001b[0m",
    "a\nb",
    "http://[::1]/",
  ])("that is not a command is unchanged: %j", (line) => {
    expect(withoutCommands(line)).toBe(line);
  });

  it("is printed in one place, which escapes commands", () => {
    expect(sourcesWith(/\bcore\.info\b|\bsetSecret\b/)).toEqual([
      "src/lib/log.ts",
      "src/lib/masks.ts",
    ]);
  });
});

describe("Cog's output gives the runner no commands", () => {
  it.each([false, true])("as it is relayed (byte by byte: %s)", async (singleBytes) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildPrints: INJECTION, singleBytes });

    const result = await world.run({ inputs: { hardware: "" } });

    expectOnlyWords(result);
    const version = world.sandbox.model("acme/hotdog")?.versions[0]?.id;
    expect(result.outputs).toMatchObject({ version, status: "pushed" });
    expect(annotated(result, "notice")).toEqual(["version-created"]);
    expect(result.log).toContain("::endgroup::");
  });

  it("by what an annotation quotes of it", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const message = `the build failed\n${COMMANDS.join("\n")}`;
    world.sandbox.scriptCog({ fails: { at: "build", message } });

    const result = await world.run();

    expect(failure(result)).toContain(COMMANDS.at(-1));
    expectOnlyWords(result);
  });
});

/** The account that the API returns. */
function account(username: string, type = "organization"): object {
  return { type, username, name: "Acme", github_url: "https://github.com/acme" };
}

describe("Replicate's responses give the runner no commands", () => {
  it.each<[string, string, number, object | string]>([
    ["the account's name", "/v1/account", 200, account(`acme${INJECTION}`)],
    ["the details of a refusal", "/v1/account", 403, { title: INJECTION, detail: INJECTION }],
    ["a list of problems", "/v1/models/acme/hotdog", 422, { errors: [{ detail: INJECTION }] }],
    ["text instead of JSON", "/v1/account", 418, INJECTION],
    ["a page instead of JSON", "/v1/account", 418, `<title>${INJECTION}</title>`],
  ])("%s", async (_what, path, status, body) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ path, times: 9, answer: { status, body } });

    expectOnlyWords(await world.run());
  });

  it("the fields of a model", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const url = `https://replicate.com/acme/hotdog\nversion<<evil\nevil\nevil\nevil=evil`;
    const model = {
      ...{ owner: "acme", name: "hotdog", url, visibility: "private" },
      description: INJECTION,
      latest_version: { id: INJECTION, openapi_schema: null },
    };
    world.sandbox.fault({ path: "/v1/models/acme/hotdog", answer: { status: 200, body: model } });

    const result = await world.run();

    expectOnlyWords(result);
    expect(result.outputs).toMatchObject({ "model-url": url, status: "pushed" });
    expect(result.outputs["version"]).toMatch(/^[0-9a-f]{64}$/);
    expect(result.outputs).not.toHaveProperty("evil");
  });

  it("outputs, logs, errors and pages of predictions, and the names of the cases", async () => {
    const world = await createVersionWorld({
      script: ({ input }) => ({
        logs: INJECTION.split("\n"),
        setupLog: INJECTION,
        ...(input["fails"] === true ? { error: INJECTION } : { output: INJECTION }),
      }),
    });
    const cases = [
      { name: INJECTION, inputs: { text: INJECTION }, exact_string: INJECTION.slice(1) },
      { name: "##[add-mask]evil", inputs: { fails: true }, error_contains: "other" },
    ];

    const result = await world.run(testVersion(cases));

    expectOnlyWords(result);
    expect(JSON.parse(result.outputs["tests"] ?? "")).toHaveLength(2);
  });

  it("titles, choices and defaults in a version's schema", async () => {
    const property = { type: "string", title: INJECTION, default: INJECTION, enum: [INJECTION] };
    const schema = (name: string) => ({
      openapi: "3.0.2",
      info: { title: INJECTION },
      components: { schemas: { Input: { type: "object", properties: { [name]: property } } } },
    });
    const world = await World.create({
      models: [{ ...HOTDOG, versions: [{ openapiSchema: schema(INJECTION) }] }],
    });
    await world.write("schema.json", JSON.stringify(schema("text")));

    const result = await world.run({ inputs: { "openapi-schema": "schema.json" } });

    expect(annotated(result, "warning")).toContain("schema-breaking");
    expectOnlyWords(result);
  });
});

describe("names in the repository give the runner no commands", () => {
  it("the names of files", async () => {
    const sources = await Sources.create();
    await sources.pushFirst();
    await sources.write({ "a\n::set-output name=version::evil\n##[add-mask]evil": "new" });

    expectOnlyWords(await sources.push());
  });

  it.each([
    ["an alias of nothing", "predict: *::add-mask::evil\n"],
    ["a file that is not there", `predict: ${JSON.stringify(`${INJECTION}.py:P`)}\n`],
  ])("cog.yaml: %s", async (_what, text) => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("cog.yaml", text);

    expectOnlyWords(await world.run());
  });

  it("the names of directories that discover lists", async () => {
    const directory = "a ##[set-output name=matrix;]evil";
    const origin = await Origin.create();
    const commit = await origin.commit({ [`${directory}/cog.yaml`]: cog("one") });

    const result = await origin.discover(await origin.checkout(), firstPush(commit));

    expectOnlyWords(result);
    expect(jobsOf(result)).toMatchObject([{ "working-directory": directory }]);
  });

  it("git's messages about it", async () => {
    const sources = await Sources.create();
    await sources.pushFirst();
    const git = join(sources.world.runner.directory, "bin");
    await mkdir(git);
    const words = join(git, "words");
    await writeFile(words, INJECTION);
    await writeFile(join(git, "git"), `#!/bin/sh\ncat '${words}' >&2\nexit 128\n`, { mode: 0o755 });

    const result = await sources.push({ env: { PATH: `${git}:${process.env["PATH"]}` } });

    expect(await readFile(words, "utf8")).toBe(INJECTION);
    expect(injectedBy("evil", result.log)).toEqual([]);
    expect(result.outputs["status"]).toBe("pushed");
  });
});

describe("the payload of an event gives the runner no commands", () => {
  it("the branch, the title and the author of a pull request", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, { branch: INJECTION, author: INJECTION });
    const step = pull.step("opened");
    const event: unknown = JSON.parse(JSON.stringify(step.event), (key, value) =>
      key === "title" || key === "body" || key === "label" ? INJECTION : value,
    );

    const result = await world.run({ ...step, event: Object(event) });

    expect(result.outputs["status"]).toBe("pushed");
    expect(injectedBy("evil", result.log)).toEqual([]);
  });

  it("the name of a tag", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { "release-notes": "true", "github-token": world.sandbox.githubToken },
      env: {
        GITHUB_REPOSITORY: "acme/hotdog-app",
        GITHUB_REF_TYPE: "tag",
        GITHUB_REF_NAME: "v1##[add-mask]evil",
      },
    });

    expectOnlyWords(result);
  });
});
