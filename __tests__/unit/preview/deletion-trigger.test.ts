import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { findDeletionTrigger } from "../../../src/preview/deletion-trigger.ts";

const OWN = ".github/workflows/preview.yml";
const STEP = "jobs: { a: { steps: [{ uses: OWNER/push-to-replicate@v1 }] } }";

/** A checkout with these workflows. */
async function workspaceOf(workflows: Readonly<Record<string, string>>): Promise<string> {
  const workspace = await mkdtemp(join(tmpdir(), "workflows-"));
  onTestFinished(() => rm(workspace, { recursive: true }));
  const directory = join(workspace, ".github/workflows");
  await mkdir(directory, { recursive: true });
  for (const [name, text] of Object.entries(workflows))
    await writeFile(join(directory, name), text);
  return workspace;
}

describe("what deletes a preview when its pull request closes", () => {
  it.each([
    ["on: pull_request", "none"],
    ["on: [push, pull_request]", "none"],
    ["on: { pull_request: }", "none"],
    ["on: { pull_request: { branches: [main] } }", "none"],
    ["on: { pull_request: { types: [opened, synchronize] } }", "none"],
    ["on: { pull_request: { types: opened } }", "none"],
    ["on: workflow_dispatch", "none"],
    ["on: { issues: { types: [closed] }, pull_request: }", "none"],
    ["'on': { pull_request: { types: [opened, closed] } }", "closed"],
    ["on:\n  pull_request:\n    types:\n      - opened\n      - closed\n", "closed"],
    ["on: { pull_request: { types: closed } }", "closed"],
    ["on: { pull_request: , pull_request_target: { types: [closed] } }", "closed"],
    ["on: { pull_request: &p { types: [closed] }, push: *p }", "closed"],
    ["on: {", "closed"],
  ])("by its own workflow, %j: %s", async (text, expected) => {
    const workspace = await workspaceOf({ "preview.yml": text });

    expect(await findDeletionTrigger(workspace, OWN)).toBe(expected);
  });

  it.each([
    ["closes.yaml", `on: { pull_request: { types: [closed] } }\n${STEP}`, "closed"],
    ["sweep.yml", `on: schedule\n${STEP.replace("@v1", "/sweep@v1")}`, "sweep"],
    ["label.yml", "on: { pull_request: { types: [closed] } }", "none"],
    ["push.yml", `on: push\n${STEP}`, "none"],
    ["closes.txt", `on: { pull_request: { types: [closed] } }\n${STEP}`, "none"],
  ])("by another workflow, %s", async (name, text, expected) => {
    const workspace = await workspaceOf({ "preview.yml": "on: pull_request", [name]: text });

    expect(await findDeletionTrigger(workspace, OWN)).toBe(expected);
  });

  it.each([
    ["it is in another repository", undefined],
    ["it is not checked out", ".github/workflows/other.yml"],
  ])("is assumed when the workflow cannot be read, because %s", async (_case, file) => {
    const workspace = await workspaceOf({ "preview.yml": "on: pull_request" });

    expect(await findDeletionTrigger(workspace, file)).toBe("closed");
    expect(await findDeletionTrigger(join(workspace, "nothing"), OWN)).toBe("closed");
  });

  it("is not read through a link", async () => {
    const workspace = await workspaceOf({});
    await writeFile(join(workspace, "elsewhere"), "on: pull_request");
    await symlink(join(workspace, "elsewhere"), join(workspace, OWN));

    expect(await findDeletionTrigger(workspace, OWN)).toBe("closed");
  });
});
