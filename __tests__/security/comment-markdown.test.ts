import { marked } from "marked";
import { describe, expect, it } from "vitest";
import { commentsOn, createPreviewWorld, PREVIEW, Pull } from "../support/preview.ts";
import { HOTDOG, type World } from "../support/world.ts";

/** The comment's structure as GitHub renders it: its tags in order, without what is in them. */
async function structureOf(markdown: string): Promise<readonly string[]> {
  const html = await marked.parse(markdown, { gfm: true });
  return [...html.matchAll(/<!--|<\/?[a-z][a-z0-9]*/gi)].map(([tag]) => tag);
}

/** The comment on a pull request from this branch. */
async function commentOf(branch: string): Promise<string> {
  const world = await createPreviewWorld();
  await new Pull(world, { branch }).run("opened");
  return commentsOn(world).join("\n");
}

const HOSTILE = [
  ["a backtick", "a`b"],
  ["many backticks", "```` ``` `` `"],
  ["a pipe", "a|b|c"],
  ["HTML", "<img src=x onerror=alert(1)><script>alert(1)</script>"],
  ["HTML behind a backtick", "a`<img src=x>`b"],
  ["the end of an HTML comment", "a --> b <!-- c"],
  ["a newline", "a\n\n# b\n\n| c | d |\n| --- | --- |\n| e | f |"],
  ["a carriage return", "a\r\r# b\r\n- c"],
  ["the end of the folded part", "</details></table>"],
  ["a link", "[a](https://example.com)![b](https://example.com/b.png)"],
  ["a mention", "@acme/everyone #1 fixes #2"],
  ["the end of a code span and a backslash", "a\\`b\\"],
] as const;

describe("a branch's name in the comment", () => {
  it.each(HOSTILE)("does not change its structure with %s", async (_case, branch) => {
    const [ordinary, hostile] = await Promise.all([commentOf("mustard"), commentOf(branch)]);

    expect(await structureOf(hostile)).toEqual(await structureOf(ordinary));
    expect(hostile).toContain(PREVIEW);
  });
});

/** An OpenAPI schema with one input. */
function schemaOf(name: string, property: object): object {
  const Input = { type: "object", properties: { [name]: property } };
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
  it.each(HOSTILE)("do not change its structure with %s", async (_case, text) => {
    const [ordinary, hostile] = await Promise.all(
      ["mustard", text].map((word) =>
        commentOn(
          schemaOf(`old ${word}`, { type: "string", default: word }),
          schemaOf(`new ${word}`, { type: word, format: word, default: word, description: word }),
        ),
      ),
    );

    expect(await structureOf(hostile ?? "")).toEqual(await structureOf(ordinary ?? ""));
  });

  it("are cut where GitHub would refuse the comment, and its end is still there", async () => {
    const names = Array.from({ length: 1500 }, (_, i) => `an_input_with_a_long_name_${i}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    const Input = { type: "object", properties };

    const comment = await commentOn(schemaOf("text", { type: "string" }), {
      openapi: "3.0.2",
      components: { schemas: { Input } },
    });

    expect(comment.length).toBeLessThanOrEqual(65_536);
    expect(comment).toContain(`https://replicate.com/${PREVIEW}/versions/`);
    expect(comment).toContain("deleted when this pull request is closed");
    const structure = await structureOf(comment);
    expect(structure.filter((tag) => tag === "<details").length).toBe(
      structure.filter((tag) => tag === "</details").length,
    );
  });
});
