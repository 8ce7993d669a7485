import { readdirSync, readFileSync } from "node:fs";
import { posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

/** The layers of src from top to bottom, as .dependency-cruiser.js checks them. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  entries: ["entries"],
  commands: ["commands"],
  "plan and inputs": ["plan", "inputs"],
  features: [
    "push",
    "testing",
    "deployment",
    "preview",
    "model",
    "disk",
    "compatibility",
    "reuse",
    "build-cache",
    "release-notes",
    "discover",
  ],
  clients: ["runtime", "cog", "docker", "registry", "replicate", "github", "git", "http"],
  texts: ["known-failures", "markdown"],
  lib: ["lib"],
};

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

/**
 * Draws the folders of src by layer, from the imports of their files.
 * @returns a mermaid diagram: an arrow between two layers, or between two features, is at least one import.
 * @throws {Error} when a folder is in no layer.
 */
export function architectureDiagram(): string {
  const imports = folderImports();
  const folders = [...imports.keys()];
  const layers = Object.entries(LAYERS).map(([name, members]) => ({
    name,
    folders: members.filter((folder) => imports.has(folder)),
  }));
  const layerOf = (folder: string): string => {
    const layer = layers.find((candidate) => candidate.folders.includes(folder));
    if (layer === undefined) throw new Error(`src/${folder} is in no layer of ${import.meta.url}`);
    return layer.name;
  };
  const edges = new Set<string>();
  for (const from of folders)
    for (const to of imports.get(from) ?? []) {
      const [above, below] = [layerOf(from), layerOf(to)];
      if (above !== below) edges.add(`${idOf(above)} --> ${idOf(below)}`);
      else if (above === "features") edges.add(`${idOf(from)}-folder --> ${idOf(to)}-folder`);
    }
  const boxes = layers.map(({ name, folders: members }) =>
    name === "features"
      ? [
          `  subgraph ${idOf(name)}["${name}"]`,
          ...members.map((folder) => `    ${idOf(folder)}-folder["${folder}"]`),
          "  end",
        ]
      : [`  ${idOf(name)}["<b>${name}</b><br/>${members.join(", ")}"]`],
  );
  const lines = [...boxes.flat(), ...[...edges].toSorted().map((edge) => `  ${edge}`)];
  return ["```mermaid", "flowchart TD", ...lines, "```"].join("\n");
}

/** The folders that the files of each folder of src import; `entries` are the files of src itself. */
function folderImports(): ReadonlyMap<string, ReadonlySet<string>> {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll(sep, "/"))
    .filter((path) => path.endsWith(".ts"));
  const found = new Map<string, Set<string>>();
  for (const file of files.toSorted()) {
    const from = folderOf(file);
    const targets = found.get(from) ?? new Set();
    found.set(from, targets);
    const { importedFiles } = ts.preProcessFile(readFileSync(`${SRC}/${file}`, "utf8"));
    for (const { fileName } of importedFiles) {
      if (!fileName.startsWith(".")) continue;
      const to = folderOf(posix.join(posix.dirname(file), fileName));
      if (to !== from) targets.add(to);
    }
  }
  return found;
}

function folderOf(path: string): string {
  const [first = "", second] = path.split("/");
  return second === undefined ? "entries" : first;
}

/** Mermaid's ids have no spaces. */
function idOf(name: string): string {
  return name.replaceAll(" ", "-");
}
