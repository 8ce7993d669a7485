import { satisfies } from "semver";
import { describe, expect, it } from "vitest";
import { textOf } from "./repository.ts";

interface LockedPackage {
  readonly version: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly deprecated?: string;
  readonly engines?: { readonly node?: string };
}

const { packages }: { packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(
  textOf("package-lock.json"),
);
const INSTALLED = Object.entries(packages).filter(([path]) => path !== "");

describe("npm ci on Node 20 warns of", () => {
  it("no package that needs a newer Node", () => {
    const tooNew = INSTALLED.filter(
      ([, { engines }]) => !satisfies("20.19.0", engines?.node ?? "*"),
    ).map(([path, { engines }]) => `${path}: ${engines?.node}`);

    expect(tooNew).toEqual([]);
  });

  it("no deprecated package", () => {
    expect(INSTALLED.filter(([, { deprecated }]) => deprecated)).toEqual([]);
  });
});

it("dist can contain only one version of each library", () => {
  const names = INSTALLED.filter(([, { dev, optional }]) => !dev && !optional)
    .map(([path]) => path.replace(/^.*node_modules\//, ""))
    // Packages of types leave nothing in a bundle.
    .filter((name) => !name.endsWith("types"));

  expect(names).toContain("valibot");
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
