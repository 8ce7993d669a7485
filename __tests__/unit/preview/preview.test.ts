import { describe, expect, it } from "vitest";
import { fullName } from "../../../src/lib/model-name.ts";
import { candidateNames, previewName, slugify } from "../../../src/preview/name.ts";
import { checkOwnership, ownershipMarker } from "../../../src/preview/ownership.ts";
import { parseModel } from "../../../src/replicate/parse.ts";
import { refusal } from "../support.ts";

const PARTS = { owner: "acme", name: "hotdog", number: 12, branch: "Feature/New Sauce" };

describe("the name of a preview", () => {
  it.each([
    ["{owner}/{name}-pr-{number}", "acme/hotdog-pr-12"],
    ["{owner}/{name}-{branch}", "acme/hotdog-feature-new-sauce"],
    ["previews/{owner}-{name}-{number}", "previews/acme-hotdog-12"],
    ["{owner}/pr{number}.{name}", "acme/pr12.hotdog"],
    ["acme/previews-{number}", "acme/previews-12"],
    ["acme/fixed", "acme/fixed"],
  ])("%s is %s", (template, expected) => {
    expect(fullName(previewName(template, PARTS))).toBe(expected);
  });

  it.each([
    ["{owner}/{name}-{sha}", "{sha}"],
    ["{owner}/{name}-{constructor}", "{constructor}"],
    ["{owner}/{name}-{toString}", "{toString}"],
    ["{owner}/{name}", ""],
    ["acme/hotdog", ""],
    ["{name}-pr-{number}", '"hotdog-pr-12"'],
    ["{owner}/{name}-PR-{number}", '"acme/hotdog-PR-12"'],
    ["{owner}/../{name}-{number}", '"acme/../hotdog-12"'],
    ["{owner}/{name} {number}", '"acme/hotdog 12"'],
  ])("%s is rejected", async (template, named) => {
    const { problems } = await refusal(() => previewName(template, PARTS));
    expect(problems).toMatchObject([{ code: "preview-name-invalid" }]);
    const [, reason] = problems[0]?.message.split(`preview-model is "${template}"`) ?? [];
    expect(reason).toContain(named);
  });

  it("is rejected with the branch when nothing of it can be in a name", async () => {
    const parts = { ...PARTS, branch: "🌭/🧅" };
    const { problems } = await refusal(() => previewName("{owner}/{name}-{branch}", parts));
    expect(problems).toMatchObject([
      { code: "preview-name-invalid", message: expect.stringContaining('branch "🌭/🧅"') },
    ]);
  });

  it.each(["{owner}/{name}-pr-{number}", "{owner}/{name}-{branch}"])(
    "needs a pull request for its placeholders: %s",
    async (template) => {
      const parts = { ...PARTS, number: undefined, branch: undefined };
      const { problems } = await refusal(() => previewName(template, parts));
      expect(problems).toMatchObject([{ code: "preview-name-invalid" }]);
    },
  );

  it("continues with -r2, -r3 when it is used up", () => {
    const names = candidateNames({ owner: "acme", name: "hotdog-pr-12" }).map(({ name }) => name);
    expect(names.slice(0, 3)).toEqual(["hotdog-pr-12", "hotdog-pr-12-r2", "hotdog-pr-12-r3"]);
  });
});

describe("a branch as part of a name", () => {
  it.each([
    ["main", "main"],
    ["../../etc", "etc"],
    ["../../acme/hotdog", "acme-hotdog"],
    ["fix/mustard/stains", "fix-mustard-stains"],
    ["Fix-MUSTARD", "fix-mustard"],
    [" fix the  mustard ", "fix-the-mustard"],
    ["fix__mustard..stains_", "fix-mustard-stains"],
    ["🌭-with-🧅", "with"],
    ["a?b=c#d%2F..", "a-b-c-d-2f"],
    ["$(id)`id`;id", "id-id-id"],
    ["Über/Soße_2", "ber-so-e-2"],
    ["🌭", ""],
    ["a".repeat(200), "a".repeat(40)],
    [`${"a".repeat(39)}/b`, "a".repeat(39)],
  ])("%s is %s", (branch, expected) => {
    expect(slugify(branch)).toBe(expected);
  });
});

describe("a model with the name of a preview", () => {
  const repository = {
    ...{ name: "acme/app", id: "12", serverUrl: "https://github.com" },
    hasFormerName: async (name: string) => name === "acme/former",
  };
  const origin = { repository, number: 7, production: PARTS, project: "cog.yaml" };
  const markerOf = (name: string, id: string) =>
    ownershipMarker({ ...origin, repository: { ...repository, name, id } });

  it.each([
    ["managed", {}],
    ["managed", markerOf("acme/renamed", "12")],
    ["managed", markerOf("acme/former", "")],
    ["not-private", { visibility: "public" }],
    ["description-differs", { description: "Mine" }],
    ["github-url-differs", { github_url: "https://github.com/acme/app/pull/8" }],
    ["repository-differs", markerOf("acme/app", "13")],
    ["repository-differs", markerOf("acme/other", "")],
  ])("is %s with %j", async (code, traits) => {
    const marker = ownershipMarker(origin);
    const model = parseModel({ ...PARTS, visibility: "private", ...marker, ...traits });

    expect((await checkOwnership(model, origin)).code).toBe(code);
  });
});
