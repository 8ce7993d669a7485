import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { parseEvent } from "../github/event.ts";
import { endpoint } from "../http/endpoint.ts";
import { ActionError, wrapError } from "../lib/errors.ts";

/** The runner's environment. It is read once, and nowhere else. */
export type Context = Readonly<ReturnType<typeof readContext>>;

/** Operating system and architecture, as Node.js names them. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

/** The only events whose payload is read. */
const READ_EVENTS = /^(pull_request(_target|_review|_review_comment)?|workflow_run|release)$/;

/**
 * Reads the runner's environment.
 * @throws {ActionError} on Windows, when a variable of the runner is missing, or a URL would send a token unencrypted.
 */
export function readContext(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  platform: Platform = { os: process.platform, arch: process.arch },
) {
  refuseWindows(platform);
  const eventName = environment["GITHUB_EVENT_NAME"] ?? "";
  const event = parseEvent(
    eventName,
    READ_EVENTS.test(eventName) ? readEvent(environment["GITHUB_EVENT_PATH"]) : undefined,
  );
  const serverUrl = environment["GITHUB_SERVER_URL"] || "https://github.com";
  const repository = environment["GITHUB_REPOSITORY"] ?? "";
  const homeDirectory = environment["HOME"] || homedir();
  return {
    event,
    /** The repository on GitHub, `owner/name`. */
    repository,
    /** It stays when the repository is renamed; empty where it is not set. */
    repositoryId: environment["GITHUB_REPOSITORY_ID"] ?? "",
    /** URL of GitHub: `https://github.com`. */
    serverUrl,
    runUrl: `${serverUrl}/${repository}/actions/runs/${environment["GITHUB_RUN_ID"] ?? ""}`,
    /** Whether the run, or this job of it, was started again: with the event of its first attempt. */
    isRerun: Number(environment["GITHUB_RUN_ATTEMPT"] || 1) > 1,
    /** The commit of the event, a merge commit on pull requests. */
    sha: environment["GITHUB_SHA"],
    /** URL of Replicate's HTTP API, without a slash at its end. */
    apiUrl: endpoint(
      "REPLICATE_BASE_URL",
      environment["REPLICATE_BASE_URL"] || "https://api.replicate.com/v1",
    ),
    /** URL of GitHub's REST API, without a slash at its end. */
    githubApiUrl: endpoint(
      "GITHUB_API_URL",
      environment["GITHUB_API_URL"] || "https://api.github.com",
    ),
    /** Host of the registry in image names: `r8.im`, or `127.0.0.1:5000`. */
    registryHost: registryHostIn(environment),
    /** The tag that started the workflow; undefined: it was not a tag. */
    tag: environment["GITHUB_REF_TYPE"] === "tag" ? environment["GITHUB_REF_NAME"] : undefined,
    workspace: environment["GITHUB_WORKSPACE"] || process.cwd(),
    temporaryDirectory: required(environment, "RUNNER_TEMP"),
    toolCacheDirectory: required(environment, "RUNNER_TOOL_CACHE"),
    dockerConfigDirectory: resolve(environment["DOCKER_CONFIG"] || join(homeDirectory, ".docker")),
    homeDirectory,
    /** Whether GitHub hosts the runner, a new machine that is deleted afterwards (its documentation of variables). */
    isHosted: environment["RUNNER_ENVIRONMENT"] === "github-hosted",
    platform,
    /** Path of the workflow in this repository; undefined: it is in another one. */
    workflowFile: workflowFile(environment["GITHUB_WORKFLOW_REF"] ?? "", repository),
    /** All variables, for child processes. */
    environment,
  };
}

/** Cog has no executable for Windows, and programs are started by /bin/sh and stopped in process groups. */
function refuseWindows({ os }: Platform): void {
  if (os === "win32")
    throw new ActionError({
      code: "windows-unsupported",
      message: "This action does not run on Windows.",
      hint: "Set runs-on to a Linux runner, such as ubuntu-latest.",
    });
}

function registryHostIn(environment: Readonly<NodeJS.ProcessEnv>): string {
  const host = environment["COG_REGISTRY_HOST"] || "r8.im";
  // A port above 65535 is not valid.
  if (/^[a-z0-9.-]+(:\d+)?$/i.test(host) && URL.canParse(`http://${host}`)) return host;
  throw new ActionError({
    code: "registry-host-invalid",
    message: `COG_REGISTRY_HOST is "${host}", which is not a host.`,
    hint: "Set COG_REGISTRY_HOST to a host without a scheme, such as r8.im or 127.0.0.1:5000.",
  });
}

/** @param reference `owner/repository/.github/workflows/push.yml@refs/heads/main` */
function workflowFile(reference: string, repository: string): string | undefined {
  const [path = ""] = reference.split("@");
  const isOurs = repository !== "" && path.startsWith(`${repository}/`);
  return isOurs ? path.slice(repository.length + 1) : undefined;
}

function required(environment: Readonly<NodeJS.ProcessEnv>, name: string): string {
  const value = environment[name];
  if (value) return value;
  throw new ActionError({
    code: "runner-variable-missing",
    message: `The environment variable ${name} is not set.`,
    hint: `Run this action as a step of a workflow: the runner sets ${name}.`,
  });
}

/** Reads the payload of the event from GITHUB_EVENT_PATH; undefined without a path. */
export function readEvent(path: string | undefined): unknown {
  if (!path) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw wrapError(cause, {
      code: "event-unreadable",
      message: `The event payload of this workflow run cannot be read: "${path}".`,
      hint: "Check that no earlier step removes the file in GITHUB_EVENT_PATH, which the runner writes.",
    });
  }
}
