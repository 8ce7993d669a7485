import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseEvent, type WorkflowEvent } from "../github/event.ts";
import { endpoint } from "../http/endpoint.ts";
import { ActionError } from "../lib/errors.ts";

/** Where the step runs and what it runs for: the environment, read once, here and nowhere else. */
export interface Context {
  /** Base of Replicate's HTTP API, without a slash at its end. */
  readonly apiUrl: string;
  /** Base of GitHub's REST API, without a slash at its end. */
  readonly githubApiUrl: string;
  /** Host of the registry as image names spell it: `r8.im`, or `127.0.0.1:5000`. */
  readonly registryHost: string;
  readonly event: WorkflowEvent;
  /** The repository on GitHub, `owner/name`. */
  readonly repository: string;
  /** Address of GitHub itself: `https://github.com`. */
  readonly serverUrl: string;
  /** Page of this workflow run. */
  readonly runUrl: string;
  /** GITHUB_SHA: what the event was about, which on a pull request is a merge commit. */
  readonly sha: string | undefined;
  /** The tag that is built, when a tag is what started the workflow. */
  readonly tag: string | undefined;
  readonly workspace: string;
  readonly temporaryDirectory: string;
  readonly toolCacheDirectory: string;
  /** The user's Docker configuration directory. */
  readonly dockerConfigDirectory: string;
  /** The user's home directory. */
  readonly homeDirectory: string;
  /** Whether GitHub hosts the runner, which is then a fresh machine that nobody needs afterwards. */
  readonly isHosted: boolean;
  readonly platform: Platform;
  /** The workflow's own file in this repository; undefined when it is another repository's. */
  readonly workflowFile: string | undefined;
  /** The whole environment, for the processes that the step starts. */
  readonly environment: Readonly<NodeJS.ProcessEnv>;
}

/** Events whose payload decides something; that of any other is not looked at. */
const ABOUT_PULL_REQUESTS = /^(pull_request(_target|_review|_review_comment)?|workflow_run)$/;

/**
 * Reads the runner's environment.
 * @throws {ActionError} when a variable of the runner is missing, or an address would carry a token in clear.
 */
export function readContext(environment: Readonly<NodeJS.ProcessEnv> = process.env): Context {
  const registryHost = environment["COG_REGISTRY_HOST"] || "r8.im";
  if (!/^[a-z0-9.-]+(:\d+)?$/i.test(registryHost))
    throw new ActionError({
      code: "registry-host-invalid",
      message: `COG_REGISTRY_HOST is "${registryHost}", which is not the host of a registry.`,
      hint: "Give a host, with a port where it needs one and without a scheme: 127.0.0.1:5000.",
    });
  const eventName = environment["GITHUB_EVENT_NAME"] ?? "";
  const event = parseEvent(
    eventName,
    ABOUT_PULL_REQUESTS.test(eventName) ? readEvent(environment["GITHUB_EVENT_PATH"]) : undefined,
  );
  const serverUrl = environment["GITHUB_SERVER_URL"] || "https://github.com";
  const repository = environment["GITHUB_REPOSITORY"] ?? "";
  const homeDirectory = environment["HOME"] || homedir();
  return {
    event,
    repository,
    serverUrl,
    runUrl: `${serverUrl}/${repository}/actions/runs/${environment["GITHUB_RUN_ID"] ?? ""}`,
    sha: environment["GITHUB_SHA"],
    apiUrl: endpoint(
      "REPLICATE_BASE_URL",
      environment["REPLICATE_BASE_URL"] || "https://api.replicate.com/v1",
    ),
    githubApiUrl: endpoint(
      "GITHUB_API_URL",
      environment["GITHUB_API_URL"] || "https://api.github.com",
    ),
    registryHost,
    tag: environment["GITHUB_REF_TYPE"] === "tag" ? environment["GITHUB_REF_NAME"] : undefined,
    workspace: environment["GITHUB_WORKSPACE"] || process.cwd(),
    temporaryDirectory: required(environment, "RUNNER_TEMP"),
    toolCacheDirectory: required(environment, "RUNNER_TOOL_CACHE"),
    dockerConfigDirectory: environment["DOCKER_CONFIG"] || join(homeDirectory, ".docker"),
    homeDirectory,
    // "github-hosted" or "self-hosted" (GitHub's documentation of default environment variables).
    isHosted: environment["RUNNER_ENVIRONMENT"] === "github-hosted",
    platform: { os: process.platform, arch: process.arch },
    workflowFile: workflowFile(environment["GITHUB_WORKFLOW_REF"] ?? "", repository),
    environment,
  };
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
    message: `The variable ${name} is not set.`,
    hint: "GitHub's runner sets it: run this as a step of a workflow.",
  });
}

/**
 * Reads the event's payload.
 * @param path GITHUB_EVENT_PATH
 */
export function readEvent(path: string | undefined): unknown {
  if (!path) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new ActionError(
      {
        code: "event-unreadable",
        message: `The event of this workflow run (${path}) can't be read.`,
        hint: "GitHub's runner writes it: check that no step before this one removes it.",
      },
      { cause },
    );
  }
}

export interface Platform {
  readonly os: string;
  readonly arch: string;
}
