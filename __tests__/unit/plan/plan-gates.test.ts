import { describe, expect, it } from "vitest";
import {
  planDeployment,
  planReleaseNotes,
  planTesting,
} from "../../../src/plan/version-options.ts";
import type { SuiteDefaults, TestSuite } from "../../../src/testing/options.ts";
import { contextWith, inputsFrom } from "../support.ts";
import { suite } from "../testing/gate-support.ts";

const HOTDOG = { owner: "acme", name: "hotdog" };
const withDefaults = (defaults: SuiteDefaults): TestSuite => suite({ defaults });
const EMPTY = suite({ cases: [] });

describe("the gates", () => {
  const gatesOf = (given: Record<string, string>, of?: TestSuite) =>
    planTesting(inputsFrom(given), of);

  it("are a warning about breaking changes, without predictions, by default", () => {
    expect(gatesOf({})).toEqual({
      compatibility: "warn",
      suite: undefined,
      bootCheck: false,
      testModel: undefined,
      limit: 900,
      judge: undefined,
    });
  });

  it.each<[string, Record<string, string>, TestSuite | undefined, boolean]>([
    ["boot-check", { "boot-check": "true" }, undefined, true],
    ["a test model", { "test-model": "acme/t" }, undefined, true],
    ["a file's test model", {}, { ...EMPTY, defaults: { testModel: HOTDOG } }, true],
    ["test cases", {}, suite(), true],
    ["test cases, whatever boot-check says", { "boot-check": "false" }, suite(), true],
    ["no test case", {}, EMPTY, false],
  ])("check that it boots: %s", (_, given, of, bootCheck) => {
    expect(gatesOf(given, of).bootCheck).toBe(bootCheck);
  });

  it("have no suite without cases", () => {
    expect(gatesOf({}, EMPTY).suite).toBeUndefined();
    expect(gatesOf({}, suite()).suite).toEqual(suite());
  });

  const file = { testModel: { owner: "acme", name: "file" }, testHardware: "gpu-t4" };
  it.each<[string, Record<string, string>, TestSuite | undefined, unknown]>([
    [
      "the input",
      { "test-model": "acme/t" },
      undefined,
      { name: { owner: "acme", name: "t" }, hardware: undefined },
    ],
    ["the file", {}, withDefaults(file), { name: file.testModel, hardware: "gpu-t4" }],
    [
      "the file without hardware",
      {},
      withDefaults({ testModel: file.testModel }),
      { name: file.testModel, hardware: "cpu", isDefaultHardware: true },
    ],
    [
      "the file without hardware, with the model's",
      { hardware: "gpu-l40s" },
      withDefaults({ testModel: file.testModel }),
      { name: file.testModel, hardware: "gpu-l40s" },
    ],
    [
      "the input before the file",
      { "test-model": "acme/t", "test-hardware": "cpu" },
      withDefaults(file),
      { name: { owner: "acme", name: "t" }, hardware: "cpu" },
    ],
    [
      "the file's hardware with the input's model",
      { "test-model": "acme/t" },
      withDefaults(file),
      { name: { owner: "acme", name: "t" }, hardware: "gpu-t4" },
    ],
    [
      "the model's hardware",
      { "test-model": "acme/t", hardware: "gpu-l40s" },
      undefined,
      { name: { owner: "acme", name: "t" }, hardware: "gpu-l40s" },
    ],
    ["none, with hardware for it", { "test-hardware": "cpu" }, undefined, undefined],
  ])("have the test model of %s", (_, given, of, testModel) => {
    const wanted = testModel && { isDefaultHardware: false, ...Object(testModel) };
    expect(gatesOf(given, of).testModel).toEqual(wanted);
  });

  it.each<[string, Record<string, string>, TestSuite | undefined, number]>([
    ["the input, in minutes", { "test-timeout-minutes": "2.5" }, undefined, 150],
    ["the file, in seconds", {}, withDefaults({ timeoutSeconds: 600 }), 600],
    // More milliseconds than a timer of Node has would end downloads at once.
    ["five days, whatever the file says", {}, withDefaults({ timeoutSeconds: 1e7 }), 432_000],
    [
      "the input before the file",
      { "test-timeout-minutes": "15" },
      withDefaults({ timeoutSeconds: 600 }),
      900,
    ],
  ])("have the time limit of %s", (_, given, of, limit) => {
    expect(gatesOf(given, of).limit).toBe(limit);
  });
});

describe("the deployment", () => {
  const deploymentOf = (given: Record<string, string>, of?: TestSuite) =>
    planDeployment(inputsFrom(given), of, contextWith());
  const asked = { hardware: undefined, minInstances: undefined, maxInstances: undefined };

  it("is none when none is named", () => {
    expect(deploymentOf({})).toEqual({ kind: "none" });
    expect(deploymentOf({ hardware: "cpu" }, suite())).toEqual({ kind: "none" });
  });

  it.each<[string, Record<string, string>, TestSuite | undefined, object]>([
    ["its name", { deployment: "live" }, undefined, { owner: undefined, name: "live", asked }],
    ["its whole name", { deployment: "org/live" }, undefined, { owner: "org", name: "live" }],
    [
      "the file's",
      {},
      withDefaults({ deployment: { owner: "org", name: "f" } }),
      { owner: "org", name: "f" },
    ],
    [
      "the input's before the file's",
      { deployment: "live" },
      withDefaults({ deployment: { owner: "org", name: "f" } }),
      { owner: undefined, name: "live" },
    ],
    [
      "the file's hardware",
      { deployment: "live" },
      withDefaults({ deploymentHardware: "gpu-t4" }),
      { asked: { ...asked, hardware: "gpu-t4" } },
    ],
    [
      "the input's hardware first",
      { deployment: "live", "deployment-hardware": "cpu" },
      withDefaults({ deploymentHardware: "gpu-t4" }),
      { asked: { ...asked, hardware: "cpu" } },
    ],
    [
      "the model's hardware to fall back on",
      { deployment: "live", hardware: "gpu-l40s" },
      undefined,
      { asked, fallback: { hardware: "gpu-l40s", isDefaultHardware: false } },
    ],
    [
      "cog-safe-push's hardware when nothing sets it",
      {},
      withDefaults({ deployment: { owner: "acme", name: "live" } }),
      { asked, fallback: { hardware: "cpu", isDefaultHardware: true } },
    ],
    [
      "no hardware when the file names no deployment",
      { deployment: "live" },
      withDefaults({}),
      { asked, fallback: { hardware: undefined, isDefaultHardware: false } },
    ],
    [
      "no instances",
      { deployment: "live", "deployment-min-instances": "0", "deployment-max-instances": "3" },
      undefined,
      { asked: { ...asked, minInstances: 0, maxInstances: 3 } },
    ],
  ])("has %s", (_, given, of, target) => {
    expect(deploymentOf(given, of)).toMatchObject(target);
  });
});

describe("the release whose notes are updated", () => {
  const releaseOf = (given: Record<string, string>, environment: Record<string, string>) =>
    planReleaseNotes(inputsFrom(given), contextWith(environment));
  const TAG = { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1.0" };
  const RELEASE = { ...TAG, GITHUB_EVENT_NAME: "release" };

  it.each<[string, string | undefined, Record<string, string>, boolean]>([
    ["a release", undefined, RELEASE, true],
    ["a release", "auto", RELEASE, true],
    ["a release", "true", RELEASE, true],
    ["a release", "false", RELEASE, false],
    ["a tag", "auto", { ...TAG, GITHUB_EVENT_NAME: "push" }, false],
    ["a tag", "true", { ...TAG, GITHUB_EVENT_NAME: "push" }, true],
    ["a branch", "true", { GITHUB_REF_TYPE: "branch", GITHUB_REF_NAME: "main" }, false],
    ["a release without a tag", "auto", { GITHUB_EVENT_NAME: "release" }, false],
  ])("on %s with release-notes: %s", (_, mode, environment, isTold) => {
    const given = { "github-token": "ghs_x", ...(mode !== undefined && { "release-notes": mode }) };
    const target = { kind: "release", tag: "v1.0", githubToken: "ghs_x" };
    expect(releaseOf(given, environment)).toEqual(isTold ? target : { kind: "none" });
  });
});
