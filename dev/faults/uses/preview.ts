import type { StepOptions } from "../../sandbox/runner.ts";
import type { Deployment } from "../../sandbox/server.ts";
import type { Use } from "../use.ts";
import { HOTDOG, NEWEST, type World } from "../world.ts";

const REPOSITORY = "acme/hotdog-app";
const PRODUCTION = { ...HOTDOG, versions: [{ id: NEWEST }] };

/** The preview of a pull request as the action makes it. */
function previewOf(number: number) {
  return {
    ...HOTDOG,
    name: `hotdog-pr-${number}`,
    visibility: "private",
    description: `Preview of acme/hotdog for pull request #${number} of ${REPOSITORY}, made and deleted by push-to-replicate.`,
    github_url: `https://github.com/${REPOSITORY}/pull/${number}`,
    versions: [{}, {}],
  } as const;
}

function stepOn(world: World, action: "opened" | "synchronize" | "closed"): StepOptions {
  const { events } = world.sandbox;
  const { event, env } = events.pullRequestEvent({ number: 7, action });
  return world.step({ event, env, inputs: { "github-deployment": "true" } });
}

const opened: Use = {
  name: "preview, first push",
  options: { models: [PRODUCTION], deletionDelay: 60 },
  prepare: ({ sandbox }) => void sandbox.github.addPull({ number: 7 }),
  step: (world) => stepOn(world, "opened"),
};

/** Another person's comment says the same as ours, and a person's token asks for its own name. */
const synchronised: Use = {
  name: "preview, later push",
  // Older versions go with the model at the latest.
  adorned: /^DELETE .*\/versions\//,
  options: { models: [PRODUCTION, previewOf(7)], deletionDelay: 60 },
  prepare: ({ sandbox }) => {
    sandbox.github.addPull({ number: 7 });
    leaveComment(sandbox);
  },
  step: (world) => {
    const step = stepOn(world, "synchronize");
    return { ...step, inputs: { ...step.inputs, "github-token": tokenOf(world) } };
  },
};

const closed: Use = {
  name: "preview, close",
  options: { models: [PRODUCTION, previewOf(7)], deletionDelay: 60 },
  prepare: ({ sandbox }) => {
    sandbox.github.addPull({ number: 7, state: "closed" });
    leaveComment(sandbox, "github-actions[bot]");
    sandbox.github.addDeployment(deploymentOf("acme/hotdog-pr-7 (PR #7)"));
  },
  step: (world) => stepOn(world, "closed"),
};

const DAY = 24 * 60 * 60 * 1000;

/** A pull request has closed, and has left its preview. */
const sweep: Use = {
  name: "sweep",
  refusal: /^Could not delete /,
  options: { models: [PRODUCTION, previewOf(7)], deletionDelay: 60 },
  prepare: ({ sandbox }) => {
    sandbox.github.addPull({ number: 7, closedAt: new Date(Date.now() - DAY) });
  },
  step: ({ sandbox, runner }) => {
    const { event, env } = sandbox.events.scheduleEvent();
    return {
      action: new URL("../../../sweep", import.meta.url).pathname,
      workspace: runner.temporary,
      event,
      env: { ...sandbox.environment, ...env },
      inputs: {
        model: "acme/hotdog",
        "api-token": sandbox.apiToken,
        "github-token": sandbox.githubToken,
      },
    };
  },
};

const MARKER = "<!-- push-to-replicate: preview of acme/hotdog -->";

function leaveComment({ github }: World["sandbox"], login = "mona"): void {
  github.addComment({ repository: REPOSITORY, issue: 7, login, body: `${MARKER}\nOld` });
}

/** The token of mona, who wrote the comment; the same one whenever it is asked for. */
function tokenOf({ sandbox }: World): string {
  const known = [...sandbox.github.store.identities.values()].find(({ login }) => login === "mona");
  return known?.token ?? sandbox.addGitHubToken("mona", "personal");
}

function deploymentOf(environment: string): Omit<Deployment, "id"> {
  return {
    repository: REPOSITORY,
    ref: "topic",
    sha: "0".repeat(40),
    task: "deploy",
    environment,
    description: null,
    payload: {},
    isTransient: true,
    isProduction: false,
    creator: { login: "github-actions[bot]", type: "Bot" },
    app: undefined,
    createdAt: new Date(),
    statuses: [],
  };
}

export const PREVIEWS: readonly Use[] = [opened, synchronised, closed, sweep];
