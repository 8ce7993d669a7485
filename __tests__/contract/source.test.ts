import { basename, dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { SOURCES, sourcesIn, sourcesWith, textOf } from "./repository.ts";

const MAX_LINES = 250;
const MAX_PARAMETERS = 4;

/** The parts of a feature, which have the same names in every folder that has them. */
const PARTS = ["options.ts", "preflight.ts", "render.ts", "report.ts", "parse.ts", "client.ts"];

/** Folders and parts that compute a result from their arguments, and reach nothing outside. */
const PURE =
  /^src\/(plan|compatibility(?!\/report\.ts)|known-failures|markdown)\/|\/(options|render|parse)\.ts$/;
const EFFECTS = /^(@actions\/|node:(?!util$|path$|crypto$))/;

describe("the source", () => {
  it.each(SOURCES)("%s has at most 250 lines", (path) => {
    expect(textOf(path).trimEnd().split("\n").length).toBeLessThanOrEqual(MAX_LINES);
  });

  it("uses a file name at most twice, except for the parts of a feature", () => {
    const byName = Map.groupBy(SOURCES, (path) => basename(path));
    const repeated = [...byName].filter(
      ([name, paths]) => paths.length > 2 && !PARTS.includes(name),
    );
    expect(repeated).toEqual([]);
  });

  it.each<[string, RegExp, readonly string[]]>([
    ["reads the environment", /process\s*\.\s*env\b|\bprocess\[/, ["src/runtime/context.ts"]],
    [
      "reads the platform",
      /\bprocess\s*\.\s*(platform|arch)\b|\bos\.(platform|arch|type|machine)\(|\b(platform|arch|machine)\b[^;]*from "node:os"/,
      ["src/runtime/context.ts"],
    ],
    ["writes outputs", /\bsetOutput\b/, ["src/lib/outputs.ts"]],
    ["adds notices and warnings", /\bcore\.(notice|warning)\b/, ["src/lib/log.ts"]],
    [
      "fails the step",
      /\bsetFailed\b|\bprocess\.exitCode\b|\bprocess\.exit\(/,
      ["src/commands/run-step.ts", "src/lib/errors.ts"],
    ],
    ["starts processes", /child_process|@actions\/exec/, ["src/lib/exec.ts", "src/lib/spawn.ts"]],
  ])("%s in its own files", (_, pattern, places) => {
    expect(sourcesWith(pattern)).toEqual(places);
  });

  it.each<[string, RegExp, string]>([
    ["reads inputs", /\bget(Multiline|Boolean)?Input\b/, "src/inputs/"],
    ["calls GitHub's API", /"(@actions\/github|@?octokit)\b/, "src/github/"],
  ])("%s in one folder", (_, pattern, folder) => {
    const places = sourcesWith(pattern);
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((path) => !path.startsWith(folder))).toEqual([]);
  });

  it("suppresses no check", () => {
    expect(
      sourcesWith(/@ts-(ignore|expect-error|nocheck)|biome-ignore|(istanbul|v8|c8) ignore/),
    ).toEqual([]);
  });
});

it("exports only what another file imports", () => {
  const files = [...SOURCES, ...sourcesIn("dev"), ...sourcesIn("__tests__")];
  const imported = new Set(files.flatMap(namesImportedBy));
  const unused = SOURCES.flatMap(namesExportedBy).filter((name) => !imported.has(name));
  // The bundle's exports are what dist is built from, and it imports the entries as a whole.
  expect(
    unused.filter((name) => !/^src\/(bundle|main|post|sweep|discover|collect)\.ts /.test(name)),
  ).toEqual([]);
});

describe("pure modules", () => {
  const pure = SOURCES.filter((path) => PURE.test(path));

  it("exist in every pure folder", () => {
    const folders = new Set(pure.map((path) => path.split("/")[1]));
    expect([...folders]).toEqual(
      expect.arrayContaining(["plan", "compatibility", "known-failures", "markdown", "discover"]),
    );
  });

  it.each(pure)("%s imports no toolkit, and nothing that reaches outside", (path) => {
    expect(importsOf(path).filter((name) => EFFECTS.test(name))).toEqual([]);
  });
});

describe("functions", () => {
  it.each(SOURCES)(`of %s take at most ${MAX_PARAMETERS} parameters`, (path) => {
    expect(longSignatures(path)).toEqual([]);
  });
});

/** The modules that a file imports, statically or not. */
function importsOf(path: string): string[] {
  return ts.preProcessFile(textOf(path)).importedFiles.map(({ fileName }) => fileName);
}

/** `src/lib/json.ts parseJson` */
function namesExportedBy(path: string): string[] {
  const declarations = /^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm;
  return [...textOf(path).matchAll(declarations)].map(([, name]) => `${path} ${name}`);
}

function namesImportedBy(path: string): string[] {
  const imports = /\b(?:import|export) (?:type )?\{([^}]*)\} from "(\.[^"]+)"/g;
  return [...textOf(path).matchAll(imports)].flatMap(([, names = "", from = ""]) =>
    [...names.matchAll(/(?:^|,)\s*(?:type )?(\w+)/g)].map(
      ([, name]) => `${join(dirname(path), from)} ${name}`,
    ),
  );
}

/** The functions of a file that take too many parameters, with their lines. */
function longSignatures(path: string): string[] {
  const file = ts.createSourceFile(path, textOf(path), ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && node.parameters.length > MAX_PARAMETERS) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart());
      found.push(`line ${line + 1}: ${node.name?.getText() ?? "(anonymous)"}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
