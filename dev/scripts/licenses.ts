import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** What a package has compiled into it, besides its own code. */
const WITHIN: Readonly<Record<string, string>> = {
  "jq-wasm":
    "Holds jq 1.8.2, which is under the MIT license too, with its parts: https://github.com/jqlang/jq/blob/jq-1.8.2/COPYING",
  "@cwasm/jpeg-turbo":
    "Holds libjpeg-turbo, which is under the IJG license and the modified (3-clause) BSD license: https://github.com/libjpeg-turbo/libjpeg-turbo/blob/main/LICENSE.md. This software is based in part on the work of the Independent JPEG Group.",
  "@cwasm/webp":
    "Holds libwebp, Copyright (c) 2010 Google Inc., under a 3-clause BSD license: https://chromium.googlesource.com/webm/libwebp/+/refs/tags/v1.0.2/COPYING",
};

/**
 * The licenses of every package that dist may hold, which are those that the lock file does not mark as for
 * development. ncc's own option lists one chunk's packages only.
 * @param root the directory of package-lock.json, where the packages are installed.
 */
export function licenses(root: string): string {
  const { packages }: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
    readFileSync(join(root, "package-lock.json"), "utf8"),
  );
  const sections = new Map<string, string[]>();
  for (const [path, { version, dev, optional, license = "" }] of Object.entries(packages)) {
    if (path === "" || dev || optional) continue;
    const name = path.replace(/^.*node_modules\//, "");
    const text = [licenseText(join(root, path)), WITHIN[name]].filter((part) => part).join("\n");
    sections.set(text, [...(sections.get(text) ?? []), name, `${version}, ${license}`]);
  }
  return `${[...sections].map(([text, names]) => [...names, text].join("\n")).join("\n\n")}\n`;
}

function licenseText(directory: string): string {
  if (!existsSync(directory)) throw new Error(`${directory} is missing: run npm ci`);
  const file = readdirSync(directory)
    .sort()
    .find((name) => /^(licen[cs]e|copying)/i.test(name));
  return file === undefined
    ? ""
    : readFileSync(join(directory, file), "utf8").replaceAll("\r\n", "\n").trim();
}
