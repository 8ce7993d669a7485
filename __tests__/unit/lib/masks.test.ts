import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";

/** The masks of a process that has just started. */
async function freshMasks(): Promise<typeof import("../../../src/lib/masks.ts")> {
  vi.resetModules();
  return await import("../../../src/lib/masks.ts");
}

// Other files run in this process.
afterAll(() => vi.resetModules());

let masks: Awaited<ReturnType<typeof freshMasks>>;
beforeEach(async () => {
  masks = await freshMasks();
});

describe("a text for a file", () => {
  it.each<[string, string[], string, string]>([
    ["without secrets is unchanged", [], "nothing here", "nothing here"],
    ["has no secret in it", ["hush-4711"], "a hush-4711 b", "a *** b"],
    ["has none of several", ["hush-1", "quiet-2"], "hush-1quiet-2", "******"],
    ["has none wherever it is", ["hush-1"], "hush-1 hush-1\nhush-1", "*** ***\n***"],
    [
      "has no line of a secret of several",
      ["hush-1\nhush-2\r\nhush-3"],
      "hush-3,hush-1",
      "***,***",
    ],
    [
      "has no line of a secret without its indentation",
      ['{\n  "key": "hush-12"\n}'],
      'sent "key": "hush-12" to x',
      "sent *** to x",
    ],
    [
      "has no secret with signs of regular expressions",
      ["a.b*c($&)"],
      "a.b*c($&) axbc",
      "*** axbc",
    ],
    [
      "has no rest of a secret that begins with another",
      ["hush-4", "hush-4711"],
      "x hush-4711",
      "x ***",
    ],
    ["has no rest of a secret that holds another", ["ush-4", "hush-4711"], "hush-4711", "***"],
    ["is not torn apart by empty secrets", ["", "\n \n"], "a b", "a b"],
  ])("%s", (_, secrets, text, expected) => {
    for (const secret of secrets) masks.mask(secret, "token");
    expect(masks.redact(text)).toBe(expected);
  });
});

it("a secret is registered with the runner, each line by itself", () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    masks.mask("hush-1\n\nhush-2", "token");
  } finally {
    write.mockRestore();
  }
  expect(written.join("").trim().split("\n")).toEqual(["::add-mask::hush-1", "::add-mask::hush-2"]);
});

describe("a short secret", () => {
  it.each([
    ["is taken out as a whole word", "ab1", "ab1, xab1 ab12 (ab1)", "***, xab1 ab12 (***)"],
    ["may have signs", "a.b", "a.b axb", "*** axb"],
    ["may be other letters", "été", "été étée", "*** étée"],
  ])("%s", (_, secret, text, expected) => {
    masks.mask(secret, "pin");
    expect(masks.redact(text)).toBe(expected);
  });
});

describe("redaction does not change what decisions depend on:", () => {
  const digest = `sha256:${"abcdef01".repeat(8)}`;

  it.each([
    ["a digest", "abcdef01", digest],
    ["an id", "abcdef01", "abcdef01".repeat(8)],
    ["our marker", "replicate", "<!-- push-to-replicate acme/hotdog -->"],
    ["our record", "preview", "<!-- previews: acme/hotdog-pr-7; project: 3cfbd355 -->"],
    ["an address of Replicate", "hotdog", "https://replicate.com/acme/hotdog/versions"],
    ["a registered name", "hotdog", "acme/hotdog"],
    ["a name of one short secret", "acme", "acme/hotdog"],
  ])("%s", (_, secret, text) => {
    masks.keepFromRedaction("acme/hotdog");
    masks.mask(secret, "token");
    expect(masks.redact(`x ${text} y`)).toBe(`x ${text} y`);
  });

  it.each([
    ["an id that is the secret", "ab".repeat(32), "ab".repeat(32)],
    ["an address with the secret in its query", "hush-4711", "https://a.example/?t=hush-4711"],
    ["an address with the secret in its path", "hush-4711", "https://a.example/hush-4711"],
    ["a secret that contains a name", "hush acme/hotdog hush", "hush acme/hotdog hush"],
  ])("but not %s", (_, secret, text) => {
    masks.keepFromRedaction("acme/hotdog");
    masks.mask(secret, "token");
    expect(masks.redact(text)).not.toContain(secret);
  });
});
