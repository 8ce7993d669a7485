import { afterAll, describe, expect, it, vi } from "vitest";
import type { BuildSecret } from "../../../src/cog/options.ts";
import { inputsFrom } from "../support.ts";

function secretsFrom(
  given: Record<string, string>,
  environment: Record<string, string> = {},
): readonly BuildSecret[] {
  return inputsFrom(given, environment).build.secrets;
}

/** What is read of `secrets`, as pairs. */
function pairsOf(text: string): [string, string][] {
  return secretsFrom({ secrets: text }).map(({ id, source }) => [
    id,
    "content" in source ? source.content : `file ${source.file}`,
  ]);
}

// What is a secret here stays masked in this process: other files need masks of their own.
afterAll(() => vi.resetModules());

describe("build secrets", () => {
  it.each<[string, string, [string, string][]]>([
    ["nothing", "", []],
    ["empty lines", "\n  \n\r\n", []],
    ["one line", "token=hush-1", [["token", "hush-1"]]],
    [
      "two lines",
      "a=hush-1\nb=hush-2\n",
      [
        ["a", "hush-1"],
        ["b", "hush-2"],
      ],
    ],
    [
      "Windows line ends and space around",
      "  a=hush-1  \r\n\tb=hush-2\r\n",
      [
        ["a", "hush-1"],
        ["b", "hush-2"],
      ],
    ],
    ["an equals sign in the value", "a=hush=1==", [["a", "hush=1=="]]],
    ["a quote within the value", 'a=hu"sh', [["a", 'hu"sh']]],
    ["an id with dots and dashes", "pip.conf-2_x=hush-1", [["pip.conf-2_x", "hush-1"]]],
    ["an id like a flag", "--help=hush-1", [["--help", "hush-1"]]],
    ["an id that is a dash", "-=hush-1", [["-", "hush-1"]]],
    ["a quoted line", '"a=hush-1"', [["a", "hush-1"]]],
    ["a quoted line with doubled quotes", '"a={""k"": ""hush""}"', [["a", '{"k": "hush"}']]],
    ["a value of several lines", '"a=hush-1\nhush-2\n"', [["a", "hush-1\nhush-2\n"]]],
    [
      "a value with an empty line and space in it, and another after it",
      '"a=hush-1\n\n  hush-2"\nb=hush-3',
      [
        ["a", "hush-1\n\n  hush-2"],
        ["b", "hush-3"],
      ],
    ],
  ])("are read from %s, as docker/build-push-action writes them", (_, text, pairs) => {
    expect(pairsOf(text)).toEqual(pairs);
  });

  it("come from values, variables and files", () => {
    const given = {
      secrets: "a=hush-1",
      "secret-envs": "b=MY_VARIABLE",
      "secret-files": "c=../x y",
    };
    expect(secretsFrom(given, { MY_VARIABLE: "hush-2\nhush-3" })).toEqual([
      { id: "a", source: { content: "hush-1" } },
      { id: "b", source: { content: "hush-2\nhush-3" } },
      { id: "c", source: { file: "../x y" } },
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ["a line without an equals sign", { secrets: "hush" }],
    ["a line without an id", { secrets: "=hush" }],
    ["a line without a value", { secrets: "a=" }],
    ["an id with a space", { secrets: "a b=hush" }],
    ["an id with a letter beyond ASCII", { secrets: "é=hush" }],
    ["an id with a comma, which would be another field", { secrets: "a,src=hush" }],
    ["a quote that is not closed", { secrets: '"a=hush\nb=hush' }],
    ["a variable that is not set", { "secret-envs": "a=NO_SUCH_VARIABLE" }],
    ["a variable that is empty", { "secret-envs": "a=EMPTY" }],
    ["a file without an id", { "secret-files": "hush" }],
    ["an id twice in one input", { secrets: "a=hush-1\na=hush-2" }],
    ["an id in two inputs", { secrets: "a=hush-1", "secret-files": "a=hush-2" }],
  ])("are a problem for %s, and not shown", (_, given) => {
    const { secretProblems } = inputsFrom(given, { EMPTY: "" });
    expect(secretProblems).toHaveLength(1);
    expect(secretProblems[0]?.message).toMatch(/^Input secret(s|-envs|-files) is /);
    expect(JSON.stringify(secretProblems)).not.toContain("hush");
  });
});

describe("a secret of several lines without quotes", () => {
  const PEM = "-----BEGIN KEY-----\nMIIhush\nhushQ==\n-----END KEY-----";

  it.each([
    ["a key", `ssh-key=${PEM}`, 2, 1],
    ["a key whose last line looks like an id and a value", "ssh-key=MIIhush\nhush==", 2, 1],
    ["a key after another secret", `a=b\n\nssh-key=${PEM}`, 4, 3],
    ["JSON", 'ssh-key={\n  "hush": "hush"\n}', 2, 1],
    ["a line too few in quotes", '"a=b\nc"\nssh-key=x\nhush', 4, 3],
  ])(
    "is one problem that names its ID and line, and shows the quoting: %s",
    (_, secrets, at, from) => {
      const { secretProblems } = inputsFrom({ secrets });
      expect(secretProblems).toMatchObject([{ code: "input-invalid" }]);
      expect(secretProblems[0]?.message).toMatch(
        new RegExp(`\\b${at}\\b.*"ssh-key".*\\b${from}\\b`),
      );
      expect(secretProblems[0]?.hint).toContain('"ssh-key=first line\n');
      expect(JSON.stringify(secretProblems)).not.toContain("hush");
    },
  );

  it.each(["secret-envs", "secret-files"])("is found in %s as well", (input) => {
    const { secretProblems } = inputsFrom({ [input]: "A=\nhush" });
    expect(secretProblems).toMatchObject([{ code: "input-invalid", input }]);
    expect(secretProblems[0]?.message).toMatch(/\b1\b/);
  });
});
