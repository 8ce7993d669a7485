import { describe, expect, it } from "vitest";
import { cogEnvironment } from "../../src/cog/environment.ts";
import { releaseAsset } from "../../src/cog/release.ts";
import { compareSchemas } from "../../src/compatibility/compare.ts";
import { planDeployment, planTesting } from "../../src/plan/version-options.ts";
import { comparePictures } from "../../src/testing/images/compare.ts";
import type { TestSuite } from "../../src/testing/options.ts";
import { parseSuite } from "../../src/testing/parse.ts";
import { openapi, withInput } from "../unit/compatibility/samples.ts";
import { contextWith, inputsFrom } from "../unit/support.ts";
import { encode, encodeApng, encodeGif, plain } from "../unit/testing/image-samples.ts";
import { readAction, textOf } from "./repository.ts";

const PAGE = textOf("docs/migrate.md");

/** The first cells of the table with this heading. */
function rowsBelow(heading: string): string[] {
  const [, rest = ""] = PAGE.split(`| ${heading} |`);
  const [, , ...lines] = rest.split("\n");
  const end = lines.findIndex((line) => !line.startsWith("|"));
  return lines.slice(0, end).map((line) => line.split("|")[1]?.trim() ?? "");
}

const read = (text: string): TestSuite => parseSuite(text, "cog-safe-push.yaml");
const withCase = (lines: string): TestSuite => read(`predict: {test_cases: [{${lines}}]}`);
const inputOf = (value: string): unknown => withCase(`inputs: {x: ${value}}`).cases[0]?.inputs["x"];

const RED = plain(8, 8, [200, 0, 0, 255]);
const BLUE = plain(8, 8, [0, 0, 200, 255]);

/** What each row of the table of differences says of this action. */
const CHECKS: Readonly<Record<string, () => unknown>> = {
  "`1e-4`, `0o17`": () => expect(["1e-4", "0o17"].map(inputOf)).toEqual([0.0001, 15]),
  "`2024-01-01`": () => expect(inputOf("2024-01-01")).toBe("2024-01-01"),
  "a key that is given twice": () => {
    const { parallel, notes } = read("model: a/b\nparallel: 1\nparallel: 2\n");
    expect(parallel).toBe(2);
    expect(notes.join()).toContain("The last one counts.");
  },
  "`test_model` is not set": () => {
    const { defaults, notes } = read("model: a/b");
    expect(defaults.testModel).toBeUndefined();
    expect(notes.join()).toContain("test_model: ");
  },
  "`predict_timeout` is not set": () =>
    expect(planTesting(inputsFrom({}), read("model: a/b")).limit).toBe(15 * 60),
  "`compare_outputs` is not set": () =>
    expect(withCase("inputs: {}").cases[0]?.compare).toBe(false),
  "two expectations in one test case": () => {
    const { expected } = withCase("inputs: {}, exact_string: a, match_prompt: b").cases[0] ?? {};
    expect(expected).toMatchObject({ exactString: "a", matchPrompt: "b" });
    expect(() => withCase("inputs: {}, exact_string: a, error_contains: b")).toThrow();
  },
  "an object as an input": () => expect(inputOf("{a: 1}")).toEqual({ a: 1 }),
  "`.png` expected, `.webp` given": async () =>
    expect(await comparePictures(encode(RED, "PNG"), encode(RED, "WebP"))).toMatchObject({
      kind: "pixels",
      distance: 0,
    }),
  "GIF, WebP, and APNG animations": async () => {
    for (const animate of [encodeGif, encodeApng])
      expect(await comparePictures(animate([RED, RED]), animate([RED, BLUE]))).toMatchObject({
        kind: "pixels",
        distance: expect.closeTo(282.8, 0),
      });
  },
  "audio, text, archives, and other files in `match_url`": async () =>
    expect(await comparePictures(Buffer.from("one"), Buffer.from("two"))).toEqual({
      kind: "no-pictures",
    }),
};

/** What each row of the table of the file's keys says of this action. */
const KEYS: Readonly<Record<string, () => unknown>> = {
  "`model`": () => expect(read("model: a/b").defaults.model).toMatchObject({ name: "b" }),
  "`test_model`, `test_hardware`": () => {
    const given = read("model: a/b\ntest_model: a/t\ntest_hardware: gpu-t4");
    const name = { owner: "a", name: "t" };
    const planned = (inputs: Record<string, string>, suite = given) =>
      planTesting(inputsFrom(inputs), suite).testModel;
    expect(planned({})).toMatchObject({ name, hardware: "gpu-t4" });
    const others = { "test-model": "a/u", "test-hardware": "cpu" };
    expect(planned(others)).toMatchObject({ name: { name: "u" }, hardware: "cpu" });
    expect(planned({}, read("model: a/b"))).toBeUndefined();
  },
  "`predict.predict_timeout`, `parallel`": () => {
    const given = read("model: a/b\nparallel: 2\npredict: {predict_timeout: 600}");
    expect(given.parallel).toBe(2);
    expect(planTesting(inputsFrom({}), given).limit).toBe(600);
    expect(planTesting(inputsFrom({ "test-timeout-minutes": "1" }), given).limit).toBe(60);
  },
  "`predict.test_cases`": () =>
    expect(
      withCase("inputs: {}, exact_string: a, match_url: 'https://a.b/c', jq_query: .x").cases,
    ).toMatchObject([{ expected: { exactString: "a", matchUrl: "https://a.b/c", jqQuery: ".x" } }]),
  "`predict.compare_outputs`": () => {
    const cases = "test_cases: [{inputs: {}}, {inputs: {}}]";
    const given = read(`predict: {compare_outputs: true, ${cases}}`);
    expect(given.cases.map(({ compare }) => compare)).toEqual([true, false]);
  },
  "`deployment`": () =>
    expect(deploymentOf("deployment: {owner: a, name: live, hardware: gpu-t4}")).toMatchObject({
      owner: "a",
      name: "live",
      asked: { hardware: "gpu-t4" },
    }),
  "no `test_hardware`, no `hardware`": () => {
    const given = read("model: a/b\ntest_model: a/t");
    const hardwareOf = (inputs: Record<string, string>) =>
      planTesting(inputsFrom(inputs), given).testModel?.hardware;
    expect([hardwareOf({}), hardwareOf({ hardware: "gpu-t4" })]).toEqual(["cpu", "gpu-t4"]);
    expect(deploymentOf("deployment: {name: live}")).toMatchObject({
      fallback: { hardware: "cpu", isDefaultHardware: true },
    });
  },
  "`ignore_schema_compatibility`": () =>
    expect(notesOf("ignore_schema_compatibility: true")).toContain("use the input compatibility"),
  "`dockerfile`, `use_cog_base_image`": () => {
    const notes = notesOf("dockerfile: D\nuse_cog_base_image: true");
    for (const input of ["dockerfile", "use-cog-base-image"])
      expect(notes).toContain(`use the input ${input}`);
  },
  "`predict.fuzz`, `train`, `fast_push`, `official_model`": () => {
    const notes = notesOf("predict: {fuzz: {}}\ntrain: {}\nfast_push: true\nofficial_model: a/c");
    for (const key of ["predict.fuzz", "train", "fast_push", "official_model"])
      expect(notes).toContain(`${key}: `);
  },
};

function notesOf(lines: string): string {
  return read(`model: a/b\ntest_model: a/t\n${lines}`).notes.join("\n");
}

function deploymentOf(lines: string) {
  const event = contextWith({});
  return planDeployment(inputsFrom({}), read(`model: a/b\n${lines}`), event);
}

/** Compares an input before and after. */
function verdictOf(before: object, after: object): string {
  const empty = openapi({ Input: {} });
  return compareSchemas(withInput(empty, "x", { ...before }), withInput(empty, "x", { ...after }))
    .verdict;
}

const inputDefault = (name: string) => readAction().inputs.get(name)?.default;

/** A test elsewhere that shows what a sentence says: its file, and its title. */
const shownBy = (path: string, title: string) => () => expect(textOf(path)).toContain(title);

/** Points about something else than this action, which no test here can show: setup-cog's action.yml. */
const FACTS = ["**`install-cuda`**"];

/** What each other point of the lists says. */
const POINTS: Readonly<Record<string, () => unknown>> = {
  "**Create one secret.**": shownBy(
    "__tests__/examples/migrate.test.ts",
    "pushes with the CLI auth token alone, and looks up and creates no model",
  ),
  "**Don't create models by hand.**": shownBy(
    "__tests__/examples/migrate.test.ts",
    "creates the missing model, to which `cog push` failed",
  ),
  "Disk space is freed only": () => {
    expect(inputDefault("free-disk")).toBe("auto");
    shownBy("__tests__/disk/free-disk.test.ts", "removes nothing when there is enough space")();
  },
  "The input is passed as data.": shownBy(
    "__tests__/examples/migrate.test.ts",
    "passes user input as data",
  ),
  "**Version of Cog.**": () => {
    const assetOf = (version: string) =>
      releaseAsset("https://mirror", version, { os: "linux", arch: "x64" });
    expect(() => assetOf("0.9.8")).toThrow();
    expect(assetOf("0.9.18").version).toBe("0.9.18");
  },
  "**`cog` in other steps.**": shownBy(
    "__tests__/examples/migrate.test.ts",
    "steps after it have cog",
  ),
  "**docker/setup-buildx-action**": () =>
    expect(
      cogEnvironment({
        environment: { BUILDX_BUILDER: "builder-of-setup-buildx" },
        dockerConfigDirectory: "/private/docker",
        registryHost: "r8.im",
        bundle: undefined,
        commit: undefined,
        tag: undefined,
      })["BUILDX_BUILDER"],
    ).toBe("default"),
  "`match_prompt` is evaluated": shownBy(
    "__tests__/examples/migrate.test.ts",
    "follows the file when there is",
  ),
  "With Cog 0.22, an": () => {
    const after = openapi({
      Input: { required: ["image"], properties: { image: { type: "string" } } },
    });
    const before = withInput(openapi({ Input: {} }), "image", { type: "string" });
    expect(compareSchemas(before, after).changes).toMatchObject([
      { findings: [{ code: "required" }] },
    ]);
  },
  "`compatibility` compares more": () => {
    const text = { type: "string" };
    const whole = { type: "integer" };
    expect(verdictOf(whole, { type: "number" })).toBe("compatible");
    expect(verdictOf(text, { ...text, format: "password" })).toBe("compatible");
    expect(verdictOf(text, { ...text, maxLength: 3 })).toBe("breaking");
    expect(verdictOf({ ...text, nullable: true }, text)).toBe("breaking");
  },
  "Linters (ruff, and": () =>
    expect([...readAction().inputs.keys()].filter((name) => name.includes("lint"))).toEqual([]),
  "The registry gets the": shownBy(
    "__tests__/examples/migrate.test.ts",
    "auths: { [world.sandbox.host]: { auth } }",
  ),
  "`docker push` of an": shownBy(
    "__tests__/dist/skip-unchanged.test.ts",
    "builds nothing and reports the newest version as the result",
  ),
  "`version` is verified by": shownBy(
    "__tests__/unit/push/confirm-version.test.ts",
    "is its own, not the newest one",
  ),
};

describe.each([
  ["difference to cog-safe-push", rowsBelow("Case | In cog-safe-push | In this action"), CHECKS],
  ["key of a cog-safe-push.yaml", rowsBelow("In the file | In this action"), KEYS],
])("a %s in docs/migrate.md", (_, rows, checks) => {
  it("exists, and all of them are in the table", () => {
    expect(rows).toEqual(Object.keys(checks));
  });

  it.each(Object.entries(checks))("holds: %s", async (_row, check) => {
    await check();
  });
});

describe("a point of a list in docs/migrate.md", () => {
  const prose = PAGE.replaceAll(/^```[\s\S]*?^```$/gm, "");
  const points = [...prose.matchAll(/^- (.+)$/gm)].map(([, point = ""]) => point);

  it("is covered by a check", () => {
    const checked = points.filter((point) => !FACTS.some((fact) => point.startsWith(fact)));
    const starts = Object.keys(POINTS);
    expect(checked.map((point) => starts.find((start) => point.startsWith(start)))).toEqual(starts);
  });

  it.each(Object.entries(POINTS))("holds: %s", (_point, check) => {
    check();
  });
});
