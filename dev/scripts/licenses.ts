import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * Writes dist/licenses.txt: the licences of every package that dist may hold, which are those that the
 * lock file does not mark as for development. ncc's own option lists one chunk's packages only.
 */
interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { packages }: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  readFileSync(at("package-lock.json"), "utf8"),
);

function licenceText(directory: string): string {
  if (!existsSync(directory)) throw new Error(`${directory} is missing: run npm ci`);
  const file = readdirSync(directory)
    .sort()
    .find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined
    ? ""
    : readFileSync(`${directory}/${file}`, "utf8").replaceAll("\r\n", "\n").trim();
}

/** What a package has compiled into it, besides its own code. */
const WITHIN: Readonly<Record<string, string>> = {
  "jq-wasm":
    "Holds jq 1.8.2, which is under the MIT licence too, with its parts: https://github.com/jqlang/jq/blob/jq-1.8.2/COPYING",
};

const sections = Object.entries(packages)
  .filter(([path, { dev, optional }]) => path !== "" && !dev && !optional)
  .map(([path, { version, license = "" }]) => {
    const name = path.replace(/^.*node_modules\//, "");
    return [name, `${version}, ${license}`, licenceText(at(path)), WITHIN[name]]
      .filter((part) => part !== undefined)
      .join("\n");
  });
writeFileSync(at("dist/licenses.txt"), `${sections.join("\n\n")}\n`);
