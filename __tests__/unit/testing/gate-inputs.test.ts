import { describe, expect, it } from "vitest";
import { inputsFrom } from "../support.ts";
import { ID } from "./gate-support.ts";

const HOTDOG = { owner: "acme", name: "hotdog" };

/** What is read of one input. */
function read(name: string, value: string): unknown {
  const { testing, deployment, version, releaseNotes } = inputsFrom({ [name]: value });
  const all: Record<string, unknown> = {
    compatibility: testing.compatibility,
    "test-cases": testing.testCases,
    "boot-check": testing.bootCheck,
    "test-model": testing.testModel,
    "test-hardware": testing.testHardware,
    "test-timeout-minutes": testing.testTimeoutMinutes,
    "judge-model": testing.judgeModel,
    deployment: deployment.name,
    "deployment-hardware": deployment.hardware,
    "deployment-min-instances": deployment.minInstances,
    "deployment-max-instances": deployment.maxInstances,
    version,
    "release-notes": releaseNotes,
  };
  return all[name];
}

describe("an input of the gates", () => {
  it.each<[string, string, unknown]>([
    ["compatibility", "", "warn"],
    ["compatibility", "warn", "warn"],
    ["compatibility", " fail ", "fail"],
    ["compatibility", "off", "off"],
    ["compatibility", "WARN", "warn"],
    ["test-cases", "", undefined],
    ["test-cases", "cases.yaml", "cases.yaml"],
    ["test-cases", "- inputs:\n    a: 1\n", "- inputs:\n    a: 1"],
    ["boot-check", "", false],
    ["boot-check", "true", true],
    ["boot-check", "FALSE", false],
    ["boot-check", "yes", true],
    ["test-model", "", undefined],
    ["test-model", "acme/hotdog", HOTDOG],
    ["test-model", "r8.im/acme/hotdog", HOTDOG],
    ["test-hardware", "gpu-t4", "gpu-t4"],
    ["test-timeout-minutes", "", undefined],
    ["test-timeout-minutes", "0.5", 0.5],
    ["test-timeout-minutes", "7200", 7200],
    ["judge-model", "acme/hotdog", HOTDOG],
    ["judge-model", "", undefined],
    ["deployment", "hotdog", { owner: undefined, name: "hotdog" }],
    ["deployment", "acme/hotdog", HOTDOG],
    ["deployment", "", undefined],
    ["deployment-hardware", "cpu", "cpu"],
    ["deployment-min-instances", "0", 0],
    ["deployment-min-instances", "5", 5],
    ["deployment-min-instances", "", undefined],
    ["deployment-max-instances", "0", 0],
    ["deployment-max-instances", "20", 20],
    ["version", "", undefined],
    ["version", ID, { model: undefined, id: ID }],
    ["version", ` ${ID}\n`, { model: undefined, id: ID }],
    ["version", `acme/hotdog:${ID}`, { model: HOTDOG, id: ID }],
    ["version", ID.toUpperCase(), { model: undefined, id: ID }],
    ["version", `sha256:${ID}`, { model: undefined, id: ID }],
    ["version", `acme/hotdog@sha256:${ID}`, { model: HOTDOG, id: ID }],
    ["version", "latest", { model: undefined, id: "latest" }],
    ["release-notes", "", "auto"],
    ["release-notes", "yes", "true"],
    ["release-notes", "true", "true"],
    ["release-notes", "false", "false"],
  ])("%s: %j is read", (name, value, expected) => {
    expect(read(name, value)).toEqual(expected);
  });

  it.each<[name: string, value: string, hint?: string]>([
    ["compatibility", "error", "warn, fail, off"],
    ["compatibility", "true", "warn, fail, off"],
    ["boot-check", "1"],
    ["test-model", "hotdog"],
    ["test-model", "Acme/Hotdog"],
    ["test-model", `acme/hotdog:${ID}`],
    ["test-timeout-minutes", "0", "7200"],
    ["test-timeout-minutes", "-1", "7200"],
    ["test-timeout-minutes", "7201", "7200"],
    ["test-timeout-minutes", "15m", "7200"],
    ["test-timeout-minutes", "1e3", "7200"],
    ["test-timeout-minutes", "Infinity", "7200"],
    ["judge-model", "gpt"],
    ["deployment", "a/b/c"],
    ["deployment", "my live one"],
    ["deployment", "../live"],
    ["deployment-min-instances", "6", "5"],
    ["deployment-min-instances", "-1", "5"],
    ["deployment-min-instances", "1.5", "5"],
    ["deployment-max-instances", "21", "20"],
    ["deployment-max-instances", "many", "20"],
    ["version", ID.slice(1)],
    ["version", `${ID}0`],
    ["version", `hotdog:${ID}`],
    ["version", `:${ID}`],
  ])("%s: %j is rejected, with what is expected", (name, value, hint = name) => {
    const { problems } = inputsFrom({ [name]: value });
    expect(problems).toMatchObject([{ code: "input-invalid", input: name }]);
    expect(problems[0]?.message).toContain(name);
    expect(problems[0]?.message).toContain(`"${value}"`);
    expect(problems[0]?.hint).toContain(hint);
  });

  it("is reported with all others", () => {
    const given = {
      compatibility: "x",
      "test-model": "x",
      "deployment-min-instances": "x",
      version: "x",
    };
    const { problems } = inputsFrom(given);
    expect(problems).toHaveLength(4);
  });
});
