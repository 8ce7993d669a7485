import { childEnvironment } from "../lib/child-environment.ts";

/**
 * `safe.directory`: in a container, the checkout belongs to another user than the step's. `safe.bareRepository`: a
 * repository that is committed as plain files inside another one is its author's, configuration included. Paths are
 * relative to the repository, whatever the user's configuration. The others keep git from running the programs that a
 * repository's configuration names (git-config): the checkout's is not always written by actions/checkout.
 */
export const CONFIGURATION = [
  "safe.directory=*",
  "safe.bareRepository=explicit",
  "diff.relative=false",
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.askPass=",
  "core.alternateRefsCommand=true",
  // An empty value removes all helpers before it (gitcredentials).
  "credential.helper=",
].flatMap((setting) => ["-c", setting]);

const VARIABLES = /^GIT_(CONFIG_\w+|EXEC_PATH|SSL_\w+)$/;
const FETCH_VARIABLES = /^GIT_(CONFIG_\w+|EXEC_PATH|SSL_\w+|SSH|SSH_COMMAND|SSH_VARIANT)$/;

/**
 * Messages in English, no prompts, no lock that another git waits for, and only transports that run no program of the
 * repository's choice. Besides fetches, that is http: a partial clone gets missing objects by it.
 */
export function gitEnvironment(
  command: string,
  environment: Readonly<NodeJS.ProcessEnv>,
): Record<string, string> {
  const isFetch = command === "fetch";
  return {
    ...childEnvironment(environment, isFetch ? FETCH_VARIABLES : VARIABLES),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_ALLOW_PROTOCOL: isFetch ? "https:http:ssh:file" : "https:http",
  };
}

/** Commands that run programs which our settings do not disable. */
export const RUNS_PROGRAMS: ReadonlySet<string> = new Set(["fetch", "status"]);

/** Settings that name such a program. Hooks in the configuration: since git 2.54. */
const PROGRAMS =
  /^((filter|lfs\.extension)\..*\.(clean|process)|hook\..*\.command|remote\..*\.uploadpack)\n./s;

/** What `git lfs install` configures: the one filter that runs. */
const LFS = /^filter\.lfs\.(clean|process)\ngit-lfs (clean|filter-process)( --skip)?( -- %f)?$/;

/** Finds the first setting that names a program. Each is a name, a newline, and a value, as `git config -z` lists it. */
export function programSetting(settings: readonly string[]): string | undefined {
  const found = settings.find((setting) => PROGRAMS.test(setting) && !LFS.test(setting));
  return found?.split("\n")[0];
}
