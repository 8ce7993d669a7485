import { describe, expect, it } from "vitest";
import type { Compatibility } from "../../src/compatibility/compare.ts";
import { describeFindings, type Finding } from "../../src/compatibility/finding.ts";
import { renderCompatibility } from "../../src/compatibility/render.ts";
import {
  describeReason as describeSelection,
  type EverythingReason,
} from "../../src/discover/reasons.ts";
import { describeNewer, describeReason, type ReuseReason } from "../../src/reuse/reasons.ts";

/*
 * The words of messages that have codes. Every other test asserts the codes: a sentence can be improved by changing its
 * table and its row here.
 */

const COMMIT = "0123456789abcdef0123456789abcdef01234567";

describe("a reason to build", () => {
  it.each<[ReuseReason, string]>([
    [
      { code: "no-version" },
      "the model has no version, or its latest version is unknown without api-token",
    ],
    [{ code: "no-cache" }, "no-cache is set"],
    [{ code: "nothing-committed" }, "git cannot read the project: nothing is committed"],
    [
      { code: "source-unreadable", detail: "spawn git ENOENT" },
      "git cannot read the project: spawn git ENOENT",
    ],
    [
      { code: "not-committed", file: "predict.py", commit: COMMIT },
      "predict.py is part of the image and differs from commit 0123456",
    ],
    [{ code: "labels-missing" }, "the registry has no labels of the latest version"],
    [{ code: "cog-unknown" }, "the latest version was built with an unknown version of Cog"],
    [{ code: "cog-differs", built: "0.21.0" }, "the latest version was built with Cog 0.21.0"],
    [{ code: "commit-missing" }, "the latest version has no label with its commit"],
    [
      { code: "commit-invalid", revision: "main" },
      'the latest version was built from "main", which is not a commit',
    ],
    [{ code: "config-missing" }, "the latest version has no label with its cog.yaml"],
    [
      { code: "config-differs", field: "build.gpu" },
      "build.gpu in cog.yaml differs from the latest version",
    ],
    [
      { code: "inputs-differ" },
      "the latest version was built in another directory or with other inputs",
    ],
    [{ code: "commit-differs" }, "the latest version was built from another commit"],
    [
      { code: "file-changed", file: "predict.py", since: COMMIT },
      "predict.py has changed since 0123456, the commit of the latest version",
    ],
    [
      { code: "history-missing", since: COMMIT, detail: "not our ref" },
      "git cannot list the changes since 0123456: not our ref",
    ],
  ])("%j", (reason, words) => {
    expect(describeReason(reason)).toBe(words);
  });
});

describe("the age of a version", () => {
  it.each<[ReuseReason, string]>([
    [{ code: "commit-unknown" }, "this commit is unknown"],
    [{ code: "version-unlabeled", version: "5c7d" }, "version 5c7d has no label with its commit"],
    [{ code: "check-failed", detail: "HTTP 403: Forbidden" }, "HTTP 403: Forbidden"],
  ])("is unknown: %j", (reason, words) => {
    expect(describeReason(reason)).toBe(words);
  });

  it("is of a newer commit", () => {
    const newer = { version: "5c7d", newer: "b".repeat(40), commit: "a".repeat(40) };
    expect(describeNewer(newer, { owner: "acme", name: "hotdog" })).toBe(
      `Version "5c7d" of acme/hotdog was built from commit "${newer.newer}", which is newer than this one, "${newer.commit}".`,
    );
  });
});

describe("a difference between two schemas", () => {
  type Plain = Exclude<Finding, { readonly about: string }>["code"];
  it.each<[Plain, string]>([
    ["added", "new"],
    ["removed", "removed"],
    ["required", "newly required"],
    ["optional", "no longer required"],
    ["new-required-input", "new required input"],
    ["new-optional-input", "new optional input"],
    ["new-required-property", "new required property"],
    ["new-optional-property", "new optional property"],
    ["order-changed", "order changed"],
    ["type-changed", "type changed"],
    ["type-widened", "type widened"],
    ["type-narrowed", "type narrowed"],
    ["format-changed", "format changed"],
    ["null-allowed", "null allowed"],
    ["null-refused", "null no longer allowed"],
    ["keys-allowed", "other keys allowed"],
    ["keys-refused", "other keys no longer allowed"],
    ["choices-unlimited", "no longer limited to choices"],
    ["choices-limited", "limited to choices"],
    ["choices-reordered", "choices reordered"],
  ])("%s", (code, words) => {
    expect(describeFindings([{ code, effect: "noted" }])).toBe(words);
  });

  it.each<[Exclude<Finding["code"], Plain>, string, string]>([
    ["narrowed", "range", "range narrowed"],
    ["widened", "length", "length widened"],
    ["moved", "number of items", "number of items moved"],
    ["keyword-added", "pattern", "pattern added"],
    ["keyword-removed", "pattern", "pattern removed"],
    ["keyword-changed", "default", "default changed"],
    ["choices-removed", "png, jpg", "choices removed: png, jpg"],
    ["choices-added", "png, jpg", "choices added: png, jpg"],
  ])("%s: %s", (code, about, words) => {
    expect(describeFindings([{ code, about, effect: "noted" }])).toBe(words);
  });

  it("is named with its place, and once", () => {
    const inner = { code: "type-changed", effect: "different", inner: "[].text" } as const;
    const removed = { code: "removed", effect: "different" } as const;
    expect(describeFindings([inner, removed, inner])).toBe("[].text type changed; removed");
  });
});

describe("compatibility", () => {
  const changed = (verdict: "breaking" | "compatible"): Compatibility => ({
    verdict,
    changes: [
      {
        ...{ part: "Input", name: "seed", before: "integer", after: undefined, verdict },
        findings: [{ code: "removed", effect: "different" }],
      },
    ],
  });

  it.each<[Compatibility, string]>([
    [
      { verdict: "unknown", changes: [] },
      "Compatibility is unknown: this version or the version in use has no schema.",
    ],
    [
      { verdict: "none", changes: [] },
      "Inputs and output are the same as those of the version in use.",
    ],
    [
      changed("breaking"),
      "> [!WARNING]\n> **Breaking** changes compared with the version in use:\n\n| Input or output | Verdict |\n| --- | --- |\n| `seed`: `integer` | **breaking**: removed |",
    ],
    [
      changed("compatible"),
      "Compatible with the version in use:\n\n| Input or output | Verdict |\n| --- | --- |\n| `seed`: `integer` | removed |",
    ],
  ])("%j", (compatibility, words) => {
    expect(renderCompatibility(compatibility)).toBe(words);
  });
});

describe("a reason to select every project", () => {
  it.each<[EverythingReason, string]>([
    [{ code: "changed-only-false" }, "changed-only is false"],
    [{ code: "pull-request-closed" }, "the pull request is closed"],
    [{ code: "tag-pushed" }, "a tag was pushed"],
    [{ code: "first-push" }, "the push has no previous commit, like the first push of a branch"],
    [
      { code: "event-without-commits", event: "schedule" },
      "a schedule event is not about two commits",
    ],
    [{ code: "base-zeros" }, "base is not a commit, only zeros"],
    [
      { code: "fetch-failed", detail: "not our ref" },
      "git could not fetch the event's commits: not our ref",
    ],
    [{ code: "history-unrelated" }, "the pull request and its base branch have no common history"],
  ])("%j", (reason, words) => {
    expect(describeSelection(reason)).toBe(words);
  });
});
