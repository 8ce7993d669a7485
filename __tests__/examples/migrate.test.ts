import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readAction, textOf } from "../contract/repository.ts";
import { pushOf } from "../releases/pipeline.ts";
import { Workflow } from "../support/workflow.ts";
import { World } from "../support/world.ts";

const PAGE = textOf("docs/migrate.md");
const MODEL = "your-name/hello-world";

/** The diff below a heading, before and after. */
function diffOf(title: string): { readonly before: string; readonly after: string } {
  const [, section = ""] = new RegExp(`^## ${title}\n([\\s\\S]*?)(?:^## |$(?![\\s\\S]))`, "m").exec(
    PAGE,
  ) ?? [""];
  const [, diff] = /^```diff\n([\s\S]*?)^```$/m.exec(section) ?? [];
  if (diff === undefined) throw new Error(`docs/migrate.md has no diff below "${title}"`);
  const lines = diff.trimEnd().split("\n");
  const without = (sign: string) =>
    lines
      .filter((line) => !line.startsWith(sign))
      .map((line) => line.slice(1))
      .join("\n");
  return { before: without("+"), after: without("-") };
}

const TITLES = [...PAGE.matchAll(/^## (From .+)$/gm)].map(([, title = ""]) => title);

describe.each(TITLES)("the diff of docs/migrate.md: %s", (title) => {
  const { before, after } = diffOf(title);

  it("is of whole workflows: one that pushes without this action, and one that has it once", () => {
    expect(new Workflow(before).steps).toHaveLength(0);
    expect(before).toMatch(/cog push|docker push|cog-safe-push \$/);
    expect(new Workflow(after).steps).toHaveLength(1);
    expect(after).not.toMatch(/cog push|setup-cog@|docker push|curl/);
    expect(Object.keys(parse(after))).toContain("permissions");
  });

  it("gives only inputs that there are", () => {
    const { inputs } = readAction();
    const given = new Workflow(after).steps.flatMap((step) => Object.keys(step.with));
    expect(given.filter((name) => !inputs.has(name))).toEqual([]);
  });
});

describe("the workflow after a migration", () => {
  it.each([
    ["From the workflow that `cog init` writes", { "inputs.model_name": MODEL }],
    ["From setup-cog", {}],
    ["From docker login and docker push", {}],
  ])("pushes, and creates the model: %s", async (title, values) => {
    const world = await World.create({ account: { username: "your-name" } });
    const workflow = new Workflow(diffOf(title).after);

    const [step] = workflow.steps;
    const { outputs, errors } = await workflow.runStep(world, step, {
      event: pushOf(["main"]),
      values,
    });

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: MODEL, "model-created": "true" });
  });

  it("takes the model from cog.yaml when the person who starts `cog init`'s names none", async () => {
    const world = await World.create({ account: { username: "your-name" } });
    const image = `image: ${world.sandbox.host}/${MODEL}\n`;
    await world.write("cog.yaml", `${image}${textOf("examples/hello-world/cog.yaml")}`);
    const workflow = new Workflow(diffOf("From the workflow that `cog init` writes").after);

    const [step] = workflow.steps;
    const { outputs, errors } = await workflow.runStep(world, step, {
      event: pushOf(["main"]),
      values: { "inputs.model_name": "" },
    });

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "pushed", model: MODEL });
  });

  it("is examples/workflows/safe-push.yml, from cog-safe-push", () => {
    const [step] = new Workflow(diffOf("From cog-safe-push").after).steps;
    const [tried] = new Workflow(textOf("examples/workflows/safe-push.yml")).steps;
    expect(step).toEqual(tried);
  });
});
