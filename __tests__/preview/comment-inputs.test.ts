import { describe, expect, it } from "vitest";
import { commentsOn, createPreviewWorld, Pull } from "../support/preview.ts";
import { HOTDOG } from "../support/world.ts";

/** The signature of the project's predictor. */
function predictor(parameters: string): string {
  return `from cog import BasePredictor, Input, Path

class Predictor(BasePredictor):
    def predict(self, ${parameters}) -> str:
        return ""
`;
}

/** A schema as Cog writes it, with choices behind a reference. */
const PRODUCTION = {
  openapi: "3.0.2",
  components: {
    schemas: {
      Input: {
        type: "object",
        required: ["text"],
        properties: {
          text: { type: "string", description: "The text" },
          count: { type: "integer", default: 1, minimum: 1, maximum: 4 },
          style: { allOf: [{ $ref: "#/components/schemas/style" }], default: "plain" },
        },
      },
      style: { type: "string", enum: ["plain", "loud"] },
    },
  },
};

/** The comment on a preview whose predictor takes these parameters. */
async function commentFor(parameters: string, production: unknown = PRODUCTION): Promise<string> {
  const world = await createPreviewWorld({
    models: [{ ...HOTDOG, versions: [{ openapiSchema: production }] }],
  });
  await world.write("predict.py", predictor(parameters));
  const result = await new Pull(world).run("opened");
  const [comment = ""] = commentsOn(world);
  expect(result.code).toBe(0);
  return comment;
}

/** What the table says of each input: how it was and is now, and the verdict. */
function rowsOf(comment: string): ReadonlyMap<string, { change: string; verdict: string }> {
  const rows = [...comment.matchAll(/^\| `(\w+)`: (.+) \| (.+) \|$/gm)];
  return new Map(
    rows.map(([, name = "", change = "", verdict = ""]) => [name, { change, verdict }]),
  );
}

describe("the comment's table of inputs", () => {
  it("has those that were added, removed and changed, and no other", async () => {
    const comment = await commentFor(
      "text: str, count: int = Input(default=2), image: Path = None",
    );

    const rows = rowsOf(comment);
    // The stand-in's schema has no descriptions.
    expect([...rows.keys()].toSorted()).toEqual(["count", "image", "style", "text"]);
    expect(rows.get("count")?.change).toMatch(/integer.*1.*4.*default 1.* → .*integer.*default 2/);
    expect(rows.get("count")?.verdict).toMatch(/^[^*]*default/);
    expect(rows.get("image")?.change).toMatch(/^`[^→]*uri[^→]*`$/);
    expect(rows.get("image")?.verdict).not.toContain("**breaking**");
    expect(rows.get("style")?.change).toMatch(/^`[^→]*plain[^→]*loud[^→]*default[^→]*`$/);
    expect(rows.get("style")?.verdict).toContain("**breaking**");
    expect(rows.get("text")?.verdict).toMatch(/^[^*]*description/);
  });

  it("distinguishes an input that is required now from one that was not", async () => {
    const optional = structuredClone(PRODUCTION);
    optional.components.schemas.Input.required = [];

    const comment = await commentFor("text: str", optional);

    const text = rowsOf(comment).get("text");
    expect(text?.change).toMatch(/^`(?!.*required.* → ).* → .*required`$/);
    expect(text?.verdict).toContain("**breaking**");
  });

  it("is left out when the inputs are the same", async () => {
    const same = structuredClone(PRODUCTION);
    const { text } = same.components.schemas.Input.properties;
    const described = { ...text, description: undefined };
    Object.assign(same.components.schemas.Input, { properties: { text: described } });
    Object.assign(same.components.schemas, { Output: { type: "string" } });

    const comment = await commentFor("text: str", same);

    expect(rowsOf(comment).size).toBe(0);
    expect(comment).toMatch(/^#### Compatibility\n\n[^|]+$/m);
    expect(rowsOf(comment).size).toBe(0);
  });

  it.each([
    ["has a version without a schema", null],
    ["has a schema without inputs", { openapi: "3.0.2" }],
  ])("is left out, and this is said, when production %s", async (_case, schema) => {
    const comment = await commentFor("text: str", schema);

    expect(rowsOf(comment).size).toBe(0);
    expect(comment).toContain("#### Compatibility");
    expect(rowsOf(comment).size).toBe(0);
  });

  it.each([
    ["does not exist", []],
    ["has no version", [HOTDOG]],
  ])("is left out, and this is said, when the production model %s", async (_case, models) => {
    const world = await createPreviewWorld({ models });

    const result = await new Pull(world).run("opened");

    const [comment = ""] = commentsOn(world);
    expect(result.outputs).toMatchObject({ status: "pushed" });
    expect(rowsOf(comment).size).toBe(0);
    expect(comment).toContain("#### Compatibility");
    expect(rowsOf(comment).size).toBe(0);
  });
});
