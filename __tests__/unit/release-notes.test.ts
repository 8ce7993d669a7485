import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleInput } from "../../src/compatibility/openapi.ts";
import { putBlock, renderRelease, versionInNotes } from "../../src/release-notes/render.ts";
import { ID, OTHER_ID, structureOf } from "./gate-support.ts";
import { LLAMA } from "./schema-samples.ts";

const HOTDOG = { owner: "acme", name: "hotdog" };
/** A model whose name begins as the other's does. */
const HOTDOG_XL = { owner: "acme", name: "hotdog-xl" };
const BEGIN = `<!-- push-to-replicate: acme/hotdog ${ID} -->`;
const END = "<!-- /push-to-replicate: acme/hotdog -->";
const blockOf = (text: string, version = ID): string =>
  `<!-- push-to-replicate: acme/hotdog ${version} -->\n\n${text}\n\n${END}`;

const put = (body: string, text = "new", version = ID) => putBlock(body, HOTDOG, version, text);

describe("a block in a release's notes", () => {
  it.each([
    ["is all there is in empty ones", "", blockOf("new")],
    ["is all there is in blank ones", "\r\n \n", blockOf("new")],
    ["comes at the end", "# Notes\n\nText.", `# Notes\n\nText.\n\n${blockOf("new")}`],
    ["keeps space at the end", "Text.\n\n", `Text.\n\n\n\n${blockOf("new")}`],
    ["keeps CRLF before it", "a\r\n\r\nb", `a\r\n\r\nb\n\n${blockOf("new")}`],
    [
      "replaces the existing one",
      `before\n\n${blockOf("old", OTHER_ID)}\n\nafter`,
      `before\n\n${blockOf("new")}\n\nafter`,
    ],
    [
      "replaces it between CRLF, which GitHub's editor writes",
      `a\r\n${blockOf("old").replaceAll("\n", "\r\n")}\r\nb\r\n`,
      `a\r\n${blockOf("new")}\r\nb\r\n`,
    ],
    [
      "replaces it when people have edited it",
      `a\n${BEGIN}\nedited\n${END}\nb`,
      `a\n${blockOf("new")}\nb`,
    ],
  ])("%s", (_, body, expected) => {
    expect(put(body)).toBe(expected);
  });

  it("is inserted unchanged, whatever characters are in it", () => {
    const text = "$& $1 $` $' $$ \\1 %s";
    expect(put("")).not.toContain("$");
    expect(put(blockOf("old"), text)).toBe(blockOf(text));
  });

  it("does not touch those of other models, before it and after it", () => {
    const others = ["xl", "other"].map((name) =>
      putBlock("", { owner: "acme", name: `hotdog-${name}` }, OTHER_ID, "theirs"),
    );
    const body = `${others[0]}\n\n${blockOf("old")}\n\n${others[1]}`;
    expect(put(body)).toBe(body.replace("old", "new"));
  });

  it.each([
    [HOTDOG, HOTDOG_XL],
    [HOTDOG_XL, HOTDOG],
    [HOTDOG, { owner: "my-acme", name: "hotdog" }],
    [HOTDOG, { owner: "acme", name: "hot.dog" }],
    [
      { owner: "acme", name: "hot.dog" },
      { owner: "acme", name: "hot-dog" },
    ],
  ])("of %j is not a block of %j", (one, other) => {
    const first = putBlock("Text.", one, ID, "one");
    expect(versionInNotes(first, other)).toBeUndefined();
    const both = putBlock(first, other, OTHER_ID, "other");
    expect(both.startsWith(first)).toBe(true);
    expect(versionInNotes(both, one)).toBe(ID);
    expect(versionInNotes(both, other)).toBe(OTHER_ID);
  });

  it.each([
    ["no end", `a ${BEGIN} b`],
    ["an end alone", `a ${END} b`],
    ["the end before the begin", `a ${END} b ${BEGIN} c`],
    ["the end of another model", `a ${BEGIN} b <!-- /push-to-replicate: acme/hotdog-xl --> c`],
    ["no version", `a <!-- push-to-replicate: acme/hotdog --> b ${END}`],
    ["half a version", `a <!-- push-to-replicate: acme/hotdog ${ID.slice(1)} --> b ${END}`],
  ])("with %s is not a block: the new one comes at the end", (_, body) => {
    expect(versionInNotes(body, HOTDOG)).toBeUndefined();
    expect(put(body)).toBe(`${body}\n\n${blockOf("new")}`);
  });

  it.each([
    ["an unterminated one", `${BEGIN}\n\nthe author's own\n\n`],
    ["an end without a begin", `${END}\n\nthe author's own\n\n`],
    [
      "an unterminated one and another model's",
      `${BEGIN}\n\na\n\n${putBlock("", HOTDOG_XL, ID, "theirs")}\n\nb\n\n`,
    ],
  ])("replaces nothing but itself after %s", (_, before) => {
    const body = `${before}${blockOf("old")}\n\nafter`;
    expect(put(body)).toBe(`${before}${blockOf("new")}\n\nafter`);
  });

  // A begin and an end that are left over make a pair, with all that has come between them.
  it("does not remove a block of another model", () => {
    const theirs = putBlock("", HOTDOG_XL, OTHER_ID, "theirs");
    const body = `${BEGIN}\n\n${theirs}\n\n${END}`;
    expect(versionInNotes(put(body), HOTDOG_XL)).toBe(OTHER_ID);
  });

  it("returns which version they have", () => {
    expect(versionInNotes("", HOTDOG)).toBeUndefined();
    expect(versionInNotes(put("Text."), HOTDOG)).toBe(ID);
    expect(versionInNotes(put(put("Text."), "x", OTHER_ID), HOTDOG)).toBe(OTHER_ID);
  });
});

describe("any notes", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom(BEGIN, END, blockOf("old"), "\r\n", "\n\n", "text"),
    fc.constant(putBlock("", HOTDOG_XL, OTHER_ID, "theirs")),
  );
  const notes = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));

  it("are the same when it is inserted twice", () => {
    fc.assert(
      fc.property(notes, (body) => {
        const once = put(body);
        expect(put(once)).toBe(once);
        expect(versionInNotes(once, HOTDOG)).toBe(ID);
      }),
    );
  });

  it("keep all that is around it", () => {
    fc.assert(
      fc.property(notes, (body) => {
        const [one, other] = [put(body, "1"), put(body, "2")];
        const at = one.indexOf(blockOf("1"));
        const [before, after] = [one.slice(0, at), one.slice(at + blockOf("1").length)];
        expect(other).toBe(`${before}${blockOf("2")}${after}`);
        if (body.trim() !== "") expect(body.startsWith(before.replace(/\n\n$/, ""))).toBe(true);
        expect(body.endsWith(after)).toBe(true);
      }),
    );
  });

  it("keep the version of another model", () => {
    const theirs = putBlock("", HOTDOG_XL, OTHER_ID, "theirs");
    const parts = fc.array(fc.constantFrom("text", "\r\n", blockOf("old"), theirs, BEGIN));
    const whole = parts.map((some) => some.join("\n"));
    fc.assert(
      fc.property(whole, (body) => {
        expect(versionInNotes(put(body), HOTDOG_XL)).toBe(versionInNotes(body, HOTDOG_XL));
      }),
    );
  });
});

describe("what release notes get", () => {
  const note = {
    name: HOTDOG,
    version: { id: ID, exampleInput: exampleInput(LLAMA) },
    page: `https://replicate.com/acme/hotdog/versions/${ID}`,
    image: `r8.im/acme/hotdog@sha256:${ID}`,
    facts: [
      ["Tests", "2 of 2 passed"],
      ["Deployment", undefined],
    ],
    changes: "",
  } as const;
  const API = "https://api.replicate.com/v1";

  it("is the version, its image and how to run it", () => {
    const text = renderRelease(note, API);
    expect(text).toContain("### `acme/hotdog` on Replicate");
    expect(text).toContain(`[\`${ID.slice(0, 12)}\`](${note.page})`);
    expect(text).toContain(`\n${ID}\n`);
    expect(text).toContain(`\nr8.im/acme/hotdog@sha256:${ID}\n`);
    expect(text).toContain(`replicate.run(\n    "acme/hotdog:${ID}"`);
    expect(text).toContain("| Tests | 2 of 2 passed |");
    expect(text).not.toMatch(/Deployment|undefined/);
  });

  it("begins with how to run it, and has the changes after the facts", () => {
    const text = renderRelease({ ...note, changes: "Changes since v1.0" }, API);
    const order = ["###", ID, "| Tests |", "Changes since v1.0"];
    const places = order.map((part) => text.indexOf(part));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it("has no table without facts", () => {
    expect(renderRelease({ ...note, facts: [["Deployment", undefined]] }, API)).not.toContain("|");
  });

  it("has tags that are all closed", () => {
    const tags = structureOf(renderRelease(note, API));
    for (const tag of ["details", "table", "pre"])
      expect(tags.filter((one) => one === `<${tag}`)).toHaveLength(
        tags.filter((one) => one === `</${tag}`).length,
      );
  });
});
