import { realpath } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { type Project, REFERENCES } from "../cog/project.ts";
import { dockerignoreFilter } from "../docker/dockerignore.ts";
import { ActionError, runChecks } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { warning } from "../lib/log.ts";
import { isInside, readOptional } from "../lib/paths.ts";
import { joinLimited } from "../lib/text.ts";
import { formatBytes } from "../lib/units.ts";
import {
  type ContextFile,
  type ContextFiles,
  listContext,
  readBeginnings,
} from "./context-walk.ts";
import { credentialIn } from "./git-credentials.ts";
import { refusePointers } from "./lfs-pointers.ts";

/** Who can pull the image. Unknown: without api-token, or when the model cannot be read. */
export type Visibility = "public" | "private" | "unknown";

type IsSent = (path: string) => boolean;

const LARGE_GIT = 1_000_000_000;
const MAX_NAMES = 5;

const ENV_FILE = /^\.env(\.(?!(example|sample|template|dist|defaults)$).+)?$/;
const KEY_FILE = /^id_(rsa|dsa|ecdsa|ed25519)$|\.(pem|key|ppk|p8)$/i;
const CREDENTIAL_FILE = /^\.(netrc|git-credentials)$|^git-credentials-.*\.config$/;

/**
 * Checks what Docker sends to the build, all of which Cog copies into the image (`COPY . /src`): credentials, and files
 * that are not what they should be. Warns about what may be intended.
 * @param visibility of the model that the image is pushed to; one that cannot be read counts as unknown.
 * @returns the bytes that Docker sends.
 * @throws {ActionError} with every problem.
 */
export async function checkBuildContext(
  project: Project,
  temporaryDirectory: string,
  visibility: Promise<Visibility>,
): Promise<number> {
  const { directory } = project;
  const isSent = dockerignoreFilter(await readOptional(join(directory, ".dockerignore")));
  const context = await listContext(directory, isSent);
  const gitBytes = sizeOf(context.gitFiles);
  warnOfHiddenFiles(project, isSent);
  warnOfGitSize(gitBytes);
  await runChecks([
    refuseTemporary(directory, temporaryDirectory, isSent),
    refuseCredentials(directory, context, visibility),
    refusePointers(project, context.files),
    warnOfSecrets(directory, context),
  ]);
  return gitBytes + sizeOf(context.files);
}

function sizeOf(files: readonly ContextFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}

/** RUNNER_TEMP contains the Docker configuration and the build secrets while Cog runs. */
async function refuseTemporary(
  directory: string,
  temporaryDirectory: string,
  isSent: IsSent,
): Promise<void> {
  let path: string;
  try {
    const root = await realpath(directory);
    const temporary = await realpath(temporaryDirectory);
    if (!isInside(temporary, root)) return;
    path = relative(root, temporary);
  } catch {
    return;
  }
  if (path !== "" && !isSent(`${path}/`)) return;
  throw new ActionError({
    code: "runner-temp-in-context",
    message: `RUNNER_TEMP ("${temporaryDirectory}") is inside working-directory ("${directory}"). Cog would copy registry credentials and build secrets, which are stored there, into the image.`,
    hint:
      path === ""
        ? "Set working-directory to the directory of the Cog project."
        : `Set working-directory to the directory of the Cog project, or add "${path}" to its .dockerignore.`,
  });
}

/** A personal token, or any in a public image, is a problem; otherwise a token is a warning. */
async function refuseCredentials(
  directory: string,
  { gitFiles, files }: ContextFiles,
  visibility: Promise<Visibility>,
): Promise<void> {
  const configs = [
    ...gitFiles.filter(({ path }) => /^config(\.worktree)?$/.test(basename(path))),
    ...files.filter(({ path }) =>
      /^(\.gitconfig|\.gitmodules|\.git-credentials|git-credentials-.*\.config)$/.test(
        basename(path),
      ),
    ),
  ];
  const credentials = (await readBeginnings(directory, configs))
    .map(({ path, text }) => ({ path, kind: credentialIn(text) }))
    .filter(({ kind }) => kind !== undefined);
  const worst = credentials.find(({ kind }) => kind === "personal") ?? credentials[0];
  if (worst === undefined) return;
  const { path, kind } = worst;
  const isPublic = (await visibility) === "public";
  const problem = {
    code: "git-token-in-context",
    message: `"${path}" contains ${kind === "personal" ? "a personal token" : "a checkout token"}, and Cog copies it into the image, which ${isPublic ? "anyone can pull" : "others may be able to pull"}.`,
    hint: `Add "${/(^|\/)\.git\//.test(path) ? "**/.git" : path}" to .dockerignore. Or update to actions/checkout@v6, which stores the token outside of the repository. Or set persist-credentials: false in actions/checkout; in private repositories, discover, skip-unchanged, and stale-commit need the token.`,
  };
  if (kind === "personal" || isPublic) throw new ActionError(problem);
  warning(problem.code, `${problem.message}\nHow to fix: ${problem.hint}`);
}

async function warnOfSecrets(directory: string, { files }: ContextFiles): Promise<void> {
  const keys = files.filter(({ path }) => KEY_FILE.test(basename(path)));
  const privateKeys = (await readBeginnings(directory, keys)).filter(({ text }) =>
    /-----BEGIN [A-Z ]*PRIVATE KEY-----|^PuTTY-User-Key-File/m.test(text),
  );
  const credentials = files.filter(
    ({ path }) =>
      ENV_FILE.test(basename(path)) ||
      CREDENTIAL_FILE.test(basename(path)) ||
      /(^|\/)\.docker\/config\.json$/.test(path),
  );
  const found = [...privateKeys, ...credentials].map(({ path }) => `"${path}"`);
  if (found.length > 0)
    warning(
      "context-secrets",
      `The image will contain files that may hold secrets: ${joinLimited(found, ", ", MAX_NAMES)}. If they do, add them to .dockerignore.`,
    );
}

function warnOfGitSize(size: number): void {
  if (size > LARGE_GIT)
    warning(
      "context-git-data",
      `The image will contain ${formatBytes(size)} of Git's data. Add "**/.git" to .dockerignore.`,
    );
}

function warnOfHiddenFiles({ config, configFile }: Project, isSent: IsSent): void {
  for (const key of REFERENCES) {
    const file = stringAt(config, key)
      ?.replace(/:[^:]*$/, "")
      .replace(/^(\.\/)+/, "");
    if (file !== undefined && file !== "" && !isSent(file))
      warning(
        "context-file-excluded",
        `.dockerignore excludes "${file}", which ${configFile} sets as ${key}: the image will not contain it, and the model will not start. Remove the pattern, or add "!${file}".`,
      );
  }
}
