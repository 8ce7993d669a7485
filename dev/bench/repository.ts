import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { git } from "./project.ts";

/** A big repository, and a checkout of it as actions/checkout makes it. */
export interface Repository {
  readonly before: string;
  readonly after: string;
  /** A checkout with its newest commit alone, or with all of them. */
  checkout(depth: "shallow" | "full"): Promise<string>;
  /** Takes a checkout's git directory back to what it was, without what was fetched since. */
  restore(checkout: string): Promise<void>;
}

/** Makes a repository of so many projects and files, with a commit on top that changes three projects. */
export async function makeRepository(
  directory: string,
  projects: number,
  files: number,
): Promise<Repository> {
  const bare = join(directory, "bare.git");
  await mkdir(bare, { recursive: true });
  await git(bare, "init", "--quiet", "--bare", "--initial-branch=main");
  await git(bare, "config", "uploadpack.allowFilter", "true");
  await fill(bare, history(projects, Math.ceil(files / projects) - 1));
  const [before = "", after = ""] = (await git(bare, "rev-parse", "main~1", "main")).split("\n");
  return {
    ...{ before, after },
    checkout: (depth) => checkOut(`file://${bare}`, join(directory, depth), depth),
    restore: async (checkout) => {
      await rm(join(checkout, ".git"), { recursive: true });
      await cp(saved(checkout), join(checkout, ".git"), { recursive: true });
    },
  };
}

const saved = (checkout: string): string => `${checkout}.git`;

async function checkOut(url: string, directory: string, depth: "shallow" | "full") {
  await mkdir(directory);
  await git(directory, "init", "--quiet");
  await git(directory, "remote", "add", "origin", url);
  const limits = depth === "shallow" ? ["--depth=1"] : [];
  await git(directory, "fetch", "--quiet", "--no-tags", ...limits, "origin", "refs/heads/main");
  await git(directory, "checkout", "--quiet", "--detach", "FETCH_HEAD");
  await cp(join(directory, ".git"), saved(directory), { recursive: true });
  return directory;
}

/** The format of git fast-import. */
function history(projects: number, files: number): string {
  const directories = Array.from({ length: projects }, (_, i) => `models/m${i}`);
  const last = projects - 1;
  return [
    ...[blob(1, "1\n"), blob(2, "2\n")],
    ...directories.map((_, i) => blob(10 + i, config(i))),
    commit("first", 3),
    ...directories.flatMap((directory, i) => [
      `M 644 :${10 + i} ${directory}/cog.yaml`,
      ...Array.from({ length: files }, (_, j) => `M 644 :1 ${directory}/src${j % 5}/${j}.py`),
    ]),
    commit("second", 4, 3),
    ...[0, last >> 1, last].map((i) => `M 644 :2 models/m${i}/src1/1.py`),
    "",
  ].join("\n");
}

function config(project: number): string {
  return `image: r8.im/acme/m${project}\npredict: predict.py:Predictor\n`;
}

function blob(mark: number, text: string): string {
  return `blob\nmark :${mark}\ndata ${text.length}\n${text}`;
}

function commit(message: string, mark: number, from?: number): string {
  const committer = "committer mona <mona@example.com> 1767225600 +0000";
  const head = `commit refs/heads/main\nmark :${mark}\n${committer}\ndata ${message.length}\n${message}`;
  return from === undefined ? head : `${head}\nfrom :${from}`;
}

async function fill(bare: string, stream: string): Promise<void> {
  const importing = spawn("git", ["-C", bare, "fast-import", "--quiet", "--force"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  importing.stdin.end(stream);
  const [code] = await once(importing, "close");
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}
