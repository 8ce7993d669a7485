import { describe, expect, it } from "vitest";
import { commentsOn, createPreviewWorld, PREVIEW, Pull } from "../support/preview.ts";
import { HOTDOG, type World } from "../support/world.ts";
import { HOSTILE, NEWLINES, structureOf } from "../unit/testing/gate-support.ts";

/*
 * That the built action escapes what others have written. What the page of a preview does with each of these texts is
 * in unit/commands/summary.test.ts and unit/commands/gate-reports-changes.test.ts.
 */

/** The comment on a pull request from this branch. */
async function commentOf(branch: string): Promise<string> {
  const world = await createPreviewWorld();
  await new Pull(world, { branch }).run("opened");
  return commentsOn(world).join("\n");
}

describe("a branch's name in the comment", () => {
  it("does not change its structure", async () => {
    const branches = ["mustard", "a`<img src=x>`b", "a\n\n# b\n\n| c | d |\n| --- | --- |"];
    const [ordinary = "", ...hostile] = await Promise.all(branches.map(commentOf));

    expect(ordinary).toContain("mustard");
    for (const comment of hostile) {
      expect(structureOf(comment)).toEqual(structureOf(ordinary));
      expect(comment).toContain(PREVIEW);
    }
  });
});

/** An OpenAPI schema with these inputs. */
function schemaOf(properties: Readonly<Record<string, object>>): object {
  const Input = { type: "object", properties };
  return { openapi: "3.0.2", components: { schemas: { Input } } };
}

/** The comment on a preview with these inputs, in production and in the preview. */
async function commentOn(production: object, preview: object): Promise<string> {
  const world: World = await createPreviewWorld({
    models: [{ ...HOTDOG, versions: [{ openapiSchema: production }] }],
  });
  await world.write("schema.json", JSON.stringify(preview));
  await new Pull(world).run("opened", { inputs: { "openapi-schema": "schema.json" } });
  return commentsOn(world).join("\n");
}

describe("the inputs' words in the comment", () => {
  it("do not change its structure", async () => {
    const texts = [...HOSTILE, ...NEWLINES].map(([, text]) => text);
    const [ordinary = "", hostile = ""] = await Promise.all(
      [texts.map(() => "mustard"), texts].map((words) => {
        const inputs = (age: string, propertyOf: (word: string) => object): object =>
          schemaOf(
            Object.fromEntries(words.map((word, i) => [`${age}${i} ${word}`, propertyOf(word)])),
          );
        return commentOn(
          inputs("old", (word) => ({ type: "string", default: word })),
          inputs("new", (word) => ({ type: word, format: word, default: word, description: word })),
        );
      }),
    );

    for (const [i] of texts.entries())
      for (const name of [`old${i} `, `new${i} `]) expect(hostile).toContain(name);
    expect(structureOf(hostile)).toEqual(structureOf(ordinary));
  });

  it("are cut where GitHub would refuse the comment, and its end is still there", async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `an_input_with_a_long_name_${i}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));

    const comment = await commentOn(schemaOf({ text: { type: "string" } }), schemaOf(properties));

    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toContain(`https://replicate.com/${PREVIEW}/versions/`);
    expect(comment.trimEnd().split("\n").at(-1)).toMatch(/^[^|<]+$/);
    const structure = structureOf(comment);
    expect(structure.filter((tag) => tag === "<details").length).toBe(
      structure.filter((tag) => tag === "</details").length,
    );
  });
});
