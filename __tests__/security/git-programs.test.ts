import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GitError, git } from "../../src/git/run.ts";
import { writeProgram } from "../support/programs.ts";
import { runProgram } from "../support/spawner.ts";
import { portOf } from "../support/world.ts";

/** A variable by each way in which a token gets into a step's environment. */
const TOKENS = {
  "INPUT_API-TOKEN": "hush-1",
  REPLICATE_API_TOKEN: "hush-2",
  REPLICATE_CLI_AUTH_TOKEN: "hush-3",
  GITHUB_TOKEN: "hush-4",
  ACTIONS_RUNTIME_TOKEN: "hush-5",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "hush-6",
  HF_TOKEN: "hush-7",
  STATE_token: "hush-8",
};

const MISSING = "1".repeat(40);
let root = "";
/** The program that a configuration names: it writes its environment to `notes`. */
let program = "";
let notes = "";
/** A server that wants a password. */
const server = createServer((request, response) => {
  heard.push(request.headers.authorization ?? "none");
  response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end();
});
const heard: string[] = [];
let address = "";

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "git-programs-"));
  notes = join(root, "notes");
  program = join(root, "evil");
  await mkdir(join(root, "bin"));
  await mkdir(join(root, "hooks"));
  const note = `env >> '${notes}'`;
  await writeProgram(root, "evil", [note]);
  await writeProgram(join(root, "hooks"), "reference-transaction", [note]);
  await writeProgram(join(root, "bin"), "git-lfs", [note, "cat"]);
  await writeFile(join(root, "included"), `[core]\n\tfsmonitor = ${program}\n`);
  await plain(root, "init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
  await plain(root, "init", "--quiet", "seed");
  await writeFile(join(root, "seed/.gitattributes"), "*.py filter=evil\n*.bin filter=lfs\n");
  for (const name of ["x.py", "x.bin"]) await writeFile(join(root, "seed", name), "1\n");
  await plain(join(root, "seed"), "add", "--all");
  await plain(join(root, "seed"), "commit", "--quiet", "--message=x");
  await plain(join(root, "seed"), "push", "--quiet", join(root, "origin.git"), "HEAD:main");
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `http://127.0.0.1:${portOf(server)}/app.git`;
});

afterAll(async () => {
  server.close();
  await rm(root, { recursive: true });
});

/** Git with nothing of ours, as a user runs it. Ends well, whatever git says. */
async function plain(directory: string, ...args: readonly string[]): Promise<void> {
  const identity = ["-c", "user.name=mona", "-c", "user.email=mona@example.com"];
  const env = {
    ...environment(),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: "file:ext:http:ssh:git",
  };
  try {
    await runProgram("git", [...identity, "-C", directory, ...args], { env });
  } catch {
    // What git makes of the programs is of no interest, only whether it runs them.
  }
}

function environment(): Record<string, string> {
  const path = `${join(root, "bin")}:${process.env["PATH"]}`;
  return { PATH: path, HOME: root, GIT_CONFIG_NOSYSTEM: "1", ...TOKENS };
}

/** What programs noted since the last call. */
async function readNotes(): Promise<string> {
  const text = existsSync(notes) ? await readFile(notes, "utf8") : "";
  await rm(notes, { force: true });
  return text;
}

type Setting = readonly [name: string, value: string];

/** A clone with settings in its configuration, whose files look modified. */
async function clone(settings: readonly Setting[]): Promise<string> {
  const directory = await mkdtemp(join(root, "clone-"));
  await plain(root, "clone", "--quiet", join(root, "origin.git"), directory);
  for (const [name, value] of settings) await plain(directory, "config", name, value);
  for (const name of ["x.py", "x.bin"]) await utimes(join(directory, name), 1, 1);
  await rm(notes, { force: true });
  return directory;
}

/** Runs git as the action does. */
async function ours(directory: string, args: readonly string[]): Promise<string> {
  try {
    const { signal } = new AbortController();
    return `${await git({ directory, environment: environment(), signal }, args)}`;
  } catch (error) {
    if (error instanceof GitError) return error.reason;
    throw error;
  }
}

const STATUS = ["status", "--porcelain"];
const FETCH = ["fetch", "origin", "main:refs/heads/other"];

describe("a program in the configuration of a repository", () => {
  it.each<[string, readonly string[], () => readonly Setting[]]>([
    ["core.fsmonitor", STATUS, () => [["core.fsmonitor", program]]],
    ["a filter's clean", STATUS, () => [["filter.evil.clean", program]]],
    ["a filter's process", STATUS, () => [["filter.evil.process", program]]],
    [
      "a filter with = in its name",
      STATUS,
      () => [
        ["filter.evil.required", "false"],
        ["filter.a=b.clean", "x"],
        ["filter.evil.clean", program],
      ],
    ],
    [
      "a filter by the name of git-lfs's",
      STATUS,
      () => [["filter.lfs.clean", `${program} clean -- %f`]],
    ],
    ["an included file", STATUS, () => [["include.path", join(root, "included")]]],
    [
      "a file that is included for this repository",
      STATUS,
      () => [["includeIf.gitdir:/**.path", join(root, "included")]],
    ],
    ["core.hooksPath", FETCH, () => [["core.hooksPath", join(root, "hooks")]]],
    [
      "credential.helper",
      FETCH,
      () => [
        ["remote.origin.url", address],
        ["credential.helper", program],
      ],
    ],
    [
      "the credential.helper of a server",
      FETCH,
      () => [
        ["remote.origin.url", address],
        [`credential.${address}.helper`, program],
      ],
    ],
    [
      "core.askPass",
      FETCH,
      () => [
        ["remote.origin.url", address],
        ["core.askPass", program],
      ],
    ],
    ["the remote's uploadpack", FETCH, () => [["remote.origin.uploadpack", program]]],
    ["a transport", FETCH, () => [["remote.origin.url", `ext::${program}`]]],
    ["an address that is replaced", FETCH, () => [[`url.ext::${program} .insteadOf`, root]]],
    [
      "core.gitProxy",
      FETCH,
      () => [
        ["remote.origin.url", "git://127.0.0.1/x"],
        ["core.gitProxy", program],
      ],
    ],
    [
      "core.sshCommand, besides fetches",
      ["cat-file", "-e", MISSING],
      () => [
        ["remote.origin.url", "ssh://127.0.0.1/x"],
        ["remote.origin.promisor", "true"],
        ["extensions.partialClone", "origin"],
        ["core.repositoryFormatVersion", "1"],
        ["core.sshCommand", program],
      ],
    ],
  ])("is not run: %s", async (_, args, settings) => {
    await plain(await clone(settings()), ...args);
    const ranByGitItself = await readNotes();
    await ours(await clone(settings()), args);

    expect(ranByGitItself).toContain("hush-2");
    expect(await readNotes()).toBe("");
  });
});

it("core.alternateRefsCommand is not run", async () => {
  const create = async (): Promise<string> => {
    const directory = await mkdtemp(join(root, "clone-"));
    await plain(directory, "init", "--quiet");
    await plain(directory, "remote", "add", "origin", join(root, "origin.git"));
    await plain(directory, "config", "core.alternateRefsCommand", program);
    const alternates = join(directory, ".git/objects/info/alternates");
    await writeFile(alternates, `${join(root, "other/.git/objects")}\n`);
    return directory;
  };
  await plain(root, "init", "--quiet", "other");
  await plain(join(root, "other"), "commit", "--quiet", "--allow-empty", "--message=other");

  await plain(await create(), ...FETCH);
  const ranByGitItself = await readNotes();
  await ours(await create(), FETCH);

  expect(ranByGitItself).toContain("hush-2");
  expect(await readNotes()).toBe("");
});

describe("a submodule", () => {
  it.each<[string, () => Setting]>([
    ["a filter", () => ["filter.evil.clean", program]],
    ["core.fsmonitor", () => ["core.fsmonitor", program]],
  ])("runs no program of its own configuration: %s", async (_, setting) => {
    const directory = await clone([]);
    await plain(directory, "clone", "--quiet", join(root, "origin.git"), "sub");
    await plain(directory, "add", "sub");
    await plain(directory, "commit", "--quiet", "--message=x");
    await plain(join(directory, "sub"), "config", ...setting());
    await utimes(join(directory, "sub/x.py"), 1, 1);

    await plain(directory, ...STATUS);
    const ranByGitItself = await readNotes();
    await utimes(join(directory, "sub/x.py"), 2, 2);
    await ours(directory, STATUS);

    expect(ranByGitItself).toContain("hush-2");
    expect(await readNotes()).toBe("");
  });
});

describe("what runs on purpose", () => {
  it("is git-lfs, by the settings of git lfs install and without a token", async () => {
    const directory = await clone([["filter.lfs.clean", "git-lfs clean -- %f"]]);

    const status = await ours(directory, STATUS);

    const environment = await readNotes();
    expect(status).toBe("");
    expect(environment).toContain(`HOME=${root}`);
    expect(environment).not.toContain("hush");
  });

  it("is core.sshCommand for a fetch, without a token", async () => {
    const directory = await clone([
      ["remote.origin.url", "ssh://127.0.0.1/x"],
      ["core.sshCommand", program],
    ]);

    await ours(directory, FETCH);

    const environment = await readNotes();
    expect(environment).toContain(`HOME=${root}`);
    expect(environment).not.toContain("hush");
  });

  it("still lets a fetch use the credential that actions/checkout configures", async () => {
    heard.length = 0;
    const directory = await clone([
      ["remote.origin.url", address],
      [`http.${new URL(address).origin}/.extraheader`, "AUTHORIZATION: basic eDp5"],
    ]);

    await ours(directory, FETCH);

    expect(heard[0]).toBe("basic eDp5");
  });

  it.each<[string, () => Setting]>([
    ["a filter", () => ["filter.evil.clean", program]],
    ["an extension of git-lfs", () => ["lfs.extension.evil.clean", program]],
  ])("does not include %s, which the error names", async (_, setting) => {
    const reason = await ours(await clone([setting()]), STATUS);

    expect(reason).toContain(setting()[0]);
  });
});
