import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { type Release, startSandbox } from "../../../dev/sandbox/server.ts";
import { takeUpCog } from "../../../dev/scripts/take-up-cog.ts";
import { at } from "../../contract/repository.ts";

const FILES = [
  "src/cog/known-digests.ts",
  "src/inputs/action.ts",
  "action.yml",
  "README.md",
] as const;
const [DIGESTS, INPUTS, ACTION, README] = FILES;

/** What the script may change of the repository, and a mirror with these releases. */
async function checkout(...releases: readonly (string | Release)[]) {
  const directory = mkdtempSync(join(tmpdir(), "new-cog-"));
  for (const file of FILES) cpSync(at(file), join(directory, file));
  const sandbox = await startSandbox({ releases });
  onTestFinished(async () => {
    rmSync(directory, { recursive: true });
    await sandbox.close();
  });

  const read = (file: string): string => readFileSync(join(directory, file), "utf8");
  return {
    read,
    changed: (): string[] => FILES.filter((file) => read(file) !== readFileSync(at(file), "utf8")),
    /** The digests in the changed file, as Node reads it. */
    async digests(version: string): Promise<Readonly<Record<string, unknown>>> {
      const { href } = pathToFileURL(join(directory, DIGESTS));
      const all = Object.entries<string>((await import(href)).KNOWN_DIGESTS);
      const own = all.filter(([key]) => key.startsWith(`${version}/`));
      return Object.fromEntries(own.map(([key, digest]) => [key.split("/")[1], digest]));
    },
    /** The digests of what the mirror serves. */
    async served(version: string): Promise<Record<string, string>> {
      const names = ["Linux_x86_64", "Linux_arm64", "Darwin_x86_64", "Darwin_arm64"];
      const entries = names.map(async (name) => {
        const reply = await fetch(`${sandbox.mirror}/download/v${version}/cog_${name}`);
        const bytes = Buffer.from(await reply.arrayBuffer());
        return [`cog_${name}`, createHash("sha256").update(bytes).digest("hex")] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    },
    takeUp: (version?: string, { asDefault } = { asDefault: false }) =>
      takeUpCog({ directory, mirror: sandbox.mirror }, { version, asDefault }),
    async run(...args: readonly string[]) {
      const command = [at("dev/scripts/new-cog.ts"), "--mirror", sandbox.mirror, ...args];
      const script = spawn(process.execPath, command, { cwd: directory });
      const [stdout, stderr] = await Promise.all([
        text(script.stdout),
        text(script.stderr),
        once(script, "close"),
      ]);
      return { code: script.exitCode, stdout, stderr };
    },
  };
}

/** The releases of known-digests.ts, in the order in which it has them. */
function releasesIn(source: string): (string | undefined)[] {
  return [...new Set([...source.matchAll(/^ {2}"(.+)\/\w+": /gm)].map(([, version]) => version))];
}

describe("a release of Cog that is added", () => {
  it("has its digests among the others, and the mirror's", async () => {
    const repository = await checkout("0.99.0");
    await repository.takeUp("0.99.0");
    expect(repository.changed()).toEqual([DIGESTS]);
    expect(await repository.digests("0.99.0")).toEqual(await repository.served("0.99.0"));
    expect(repository.read(DIGESTS)).toMatch(
      /^ {2}\/\/ 0\.99\.0: checksums\.txt of the release, read on \d{4}-\d\d-\d\d;.*\n {2}"0\.99\.0\/cog_/m,
    );
  });

  it("leaves tasks to a person, which name existing files", async () => {
    const repository = await checkout("0.99.0");
    const taken = await repository.takeUp("v0.99.0");
    const message = taken.kind === "changed" ? taken.message : "";
    const tasks = message.split("\n").filter((line) => line.startsWith("- [ ] "));
    const files = [...tasks.join("\n").matchAll(/(?:src|dev|__tests__|scripts)\/[\w/.-]+/g)];
    expect(files.map(String)).toContain("__tests__/unit/cog/output-samples.ts");
    for (const [file] of files) expect(existsSync(at(file)), `${file} is not there`).toBe(true);
    expect(tasks.join("\n")).toContain("node dev/scripts/new-cog.ts 0.99.0 --default");
  });

  it("is put among the others by its number", async () => {
    const repository = await checkout("0.21.0");
    await repository.takeUp("0.21.0");
    const before = releasesIn(readFileSync(at(DIGESTS), "utf8"));
    const after = releasesIn(repository.read(DIGESTS));
    const position = after.indexOf("0.21.0");
    expect(after.slice(position - 1, position + 2)).toEqual(["0.19.0", "0.21.0", "0.22.0"]);
    expect(after.toSpliced(position, 1)).toEqual(before);
    expect(await repository.digests("0.22.0")).not.toEqual({});
  });

  it("becomes the default in the contract, the code, and the README, when requested", async () => {
    const repository = await checkout("0.99.0");
    await repository.takeUp("0.99.0");
    const taken = await repository.takeUp("0.99.0", { asDefault: true });
    expect(repository.changed().toSorted()).toEqual([...FILES].toSorted());
    expect(parse(repository.read(ACTION)).inputs["cog-version"].default).toBe("0.99.0");
    expect(repository.read(INPUTS)).toContain('DEFAULT_COG_VERSION = "0.99.0"');
    const readme = readFileSync(at(README), "utf8");
    const row = /^\| `cog-version` \| string \|.*$/m.exec(readme)?.[0] ?? "";
    const expected = row.replace(/\| `[\d.]+` \|/, "| `0.99.0` |");
    expect(repository.read(README)).toBe(readme.replace(row, expected));
    expect(taken).toEqual({
      kind: "changed",
      message: expect.stringMatching(/^Make Cog 0\.99\.0 the default\n/),
    });
    expect(taken).not.toHaveProperty("message", expect.stringContaining("--default"));
  });

  it.each<[string, readonly (string | Release)[], string, RegExp]>([
    ["is not there", ["0.21.0"], "0.99.0", /checksums\.txt answers 404/],
    ["states no digests", [{ version: "0.99.0", checksums: "missing" }], "0.99.0", /answers 404/],
    [
      "states others",
      [{ version: "0.99.0", checksums: "wrong" }],
      "0.99.0",
      /has the digest .* says/,
    ],
    [
      "is a proxy's page",
      [{ version: "0.99.0", binary: "html" }],
      "0.99.0",
      /has the digest .* says/,
    ],
    [
      "is not the one that was known",
      ["0.22.0"],
      "0.22.0",
      /another digest of cog_Linux_.* 0\.22\.0/,
    ],
    ["has no executables by these names", ["0.9.17"], "0.9.17", /0\.9\.18 or newer/],
    ["is none", ["0.21.0"], "latest", /"latest" is no version of Cog/],
  ])("is rejected when it %s, and nothing changes", async (_, releases, version, reason) => {
    const repository = await checkout(...releases);
    await expect(repository.takeUp(version)).rejects.toThrow(reason);
    expect(repository.changed()).toEqual([]);
  });

  it.each(["0.99.0", "1.0.0"])("has its checksums when it is the newest: %s", async (version) => {
    const repository = await checkout({ version, checksums: "missing" });
    expect(await repository.takeUp()).toEqual({
      kind: "none",
      reason: `Nothing to do: Cog ${version} has no checksums yet.`,
    });
    expect(repository.changed()).toEqual([]);
  });
});

describe("dev/scripts/new-cog.ts", () => {
  it("prints the message of the commit for what it did, and nothing when nothing was to be done", async () => {
    const repository = await checkout("0.21.0", "0.99.0", {
      version: "1.0.0-rc.1",
      prerelease: true,
    });
    const first = await repository.run();
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toMatch(/^Take up Cog 0\.99\.0\n\n/);
    expect(repository.changed()).toEqual([DIGESTS]);
    const before = repository.read(DIGESTS);
    const second = await repository.run();
    expect(second).toMatchObject({ code: 0, stdout: "" });
    expect(second.stderr).toContain("Cog 0.99.0 is known, and not the default");
    expect(second.stderr).toContain("node dev/scripts/new-cog.ts 0.99.0 --default");
    expect(repository.read(DIGESTS)).toBe(before);
    const third = await repository.run("0.99.0", "--default");
    expect(third.stdout).toMatch(/^Make Cog 0\.99\.0 the default\n/);
  });

  it("fails in one line when the mirror has no release at all", async () => {
    const repository = await checkout();
    const { code, stdout, stderr } = await repository.run();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^.*\/latest answers 404.*\n$/);
  });
});
