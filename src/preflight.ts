import { checkRelease } from "./cog/args.ts";
import type { Project } from "./cog/project.ts";
import { checkDocker, type DockerEngine } from "./docker/engine.ts";
import { ActionError, allPassed } from "./errors.ts";
import type { Metadata } from "./inputs.ts";
import { fullName, type ModelName } from "./model-name.ts";
import type { EnsurePlan, PushPlan, Target } from "./plan.ts";
import {
  checkAccount,
  checkRegistry,
  noToken,
  type RegistryAccess,
} from "./preflight/credentials.ts";
import { checkFiles } from "./preflight/files.ts";
import { checkModel, type ModelState } from "./preflight/model.ts";
import { createApi, type ReplicateApi } from "./replicate/client.ts";
import type { Account } from "./replicate/parse.ts";
import type { Runtime } from "./runtime.ts";
import { type InstalledCog, installCog } from "./steps/install-cog.ts";

/** The model as the API has it, and the API that can change it. */
export interface KnownModel {
  readonly api: ReplicateApi;
  readonly account: Account;
  readonly state: ModelState;
}

export interface EnsureReady {
  readonly name: ModelName;
  readonly known: KnownModel;
}

export interface PushReady {
  readonly name: ModelName;
  /** Undefined when only a CLI auth token was given: then the API can't be asked. */
  readonly known: KnownModel | undefined;
  readonly registry: RegistryAccess;
  readonly cog: InstalledCog;
  readonly docker: DockerEngine;
}

/**
 * Checks, all at once, whatever a push needs and can be known before the build. Changes nothing but the
 * runner's tool cache, which Cog is put in.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPush(plan: PushPlan, runtime: Runtime): Promise<PushReady> {
  const { target, project, build } = plan;
  const { http, context, signal } = runtime;
  const name = nameOf(target);
  const api = checkApi(target, name, runtime);
  const registry = name.then((model) =>
    checkRegistry(http, context.registryHost, fullName(model), target.credentials, api?.account),
  );
  const cog = installCog(plan.cog, runtime);
  const docker = checkDocker({ ...context, signal });
  await allPassed([
    name,
    refuseProblems(project),
    api === undefined ? refuseMetadata(target.metadata) : undefined,
    api?.account,
    api?.known,
    registry,
    cog,
    cog.then(({ version }) => checkRelease(version, project)),
    docker,
    checkFiles(project.directory, target.metadata, build),
  ]);
  return {
    name: await name,
    known: await api?.known,
    registry: await registry,
    cog: await cog,
    docker: await docker,
  };
}

/** Checks what making sure of a model needs: the API, and the files that the metadata name. */
export async function preflightEnsure(
  { target, directory }: EnsurePlan,
  runtime: Runtime,
): Promise<EnsureReady> {
  const name = nameOf(target);
  const api = checkApi(target, name, runtime);
  const known = api?.known ?? refuseWithoutApi(target);
  await allPassed([name, api?.account, known, checkFiles(directory, target.metadata, undefined)]);
  return { name: await name, known: await known };
}

interface ApiChecks {
  readonly account: Promise<Account>;
  readonly known: Promise<KnownModel>;
}

/** Asks the API for the account and the model at the same time; undefined without an API token. */
function checkApi(
  { credentials, creation }: Target,
  name: Promise<ModelName>,
  { http, context }: Runtime,
): ApiChecks | undefined {
  const { apiToken } = credentials;
  if (apiToken === undefined) return undefined;
  const api = createApi(http, context.apiUrl, apiToken);
  const account = checkAccount(api, credentials);
  const known = name.then(async (model): Promise<KnownModel> => {
    const state = await checkModel(api, model, creation, credentials, account);
    return { api, account: await account, state };
  });
  return { account, known };
}

async function nameOf({ model }: Target): Promise<ModelName> {
  if (model !== undefined) return model;
  throw new ActionError({
    what: "No model is named: input model is empty, and the project's configuration names no model on Replicate.",
    remedy: "Set model to owner/name, or image: r8.im/owner/name in cog.yaml.",
  });
}

async function refuseWithoutApi({ credentials }: Target): Promise<never> {
  if (credentials.cliAuthToken === undefined) throw noToken();
  throw apiNeeded("Making sure of a model (push: false)");
}

async function refuseProblems({ problems }: Project): Promise<void> {
  if (problems.length > 0) throw new ActionError(problems);
}

async function refuseMetadata(metadata: Metadata): Promise<void> {
  const inputs = [
    ["description", metadata.description],
    ["github-url", metadata.githubUrl],
    ["license-url", metadata.licenseUrl],
    ["paper-url", metadata.paperUrl],
    ["cover-image-url", metadata.coverImageUrl],
    ["readme-file", metadata.readmeFile],
  ] as const;
  const given = inputs.flatMap(([input, value]) => (value === undefined ? [] : [input]));
  if (given.length > 0) throw apiNeeded(`Setting ${given.join(", ")}`);
}

function apiNeeded(what: string): ActionError {
  return new ActionError({
    what: `${what} needs Replicate's API, and api-token is not given.`,
    remedy:
      "Add api-token: an API token from https://replicate.com/account/api-tokens, saved as a secret.",
  });
}
