import { allPassed } from "../errors.ts";
import type { Credentials, Metadata } from "../inputs.ts";
import { fullName, type ModelName } from "../model-name.ts";
import type { PushPlan } from "../plan.ts";
import type { Runtime } from "../runtime.ts";
import { type BuildReady, checkBuild } from "./build.ts";
import { checkRegistry, type RegistryAccess } from "./credentials.ts";
import { checkFiles, metadataFiles } from "./files.ts";
import type { KnownModel } from "./model.ts";
import { apiNeeded, connect, lookUp, nameOf } from "./target.ts";

export interface PushReady extends BuildReady {
  readonly name: ModelName;
  /** Undefined when only a CLI auth token was given: then the API can't be asked. */
  readonly known: KnownModel | undefined;
  readonly registry: RegistryAccess;
}

/**
 * Checks, all at once, whatever a push needs and can be known before the build. Changes nothing but the
 * runner's tool cache.
 * @throws {ActionError} with every problem that was found.
 */
export async function preflightPush(plan: PushPlan, runtime: Runtime): Promise<PushReady> {
  const { target, project } = plan;
  const { http, context } = runtime;
  const name = nameOf(target);
  const connection = connect(target.credentials, runtime);
  const known = connection && lookUp(connection, target, name);
  const registry = name.then((model) =>
    checkRegistry(
      http,
      context.registryHost,
      fullName(model),
      target.credentials,
      connection?.account,
    ),
  );
  const build = checkBuild(plan, runtime);
  await allPassed([
    name,
    connection?.account ?? refuseMetadata(target.credentials, target.metadata),
    known,
    registry,
    ...build.all,
    checkFiles(project.directory, metadataFiles(target.metadata)),
  ]);
  return {
    name: await name,
    known: await known,
    registry: await registry,
    cog: await build.cog,
    docker: await build.docker,
  };
}

async function refuseMetadata(credentials: Credentials, metadata: Metadata): Promise<void> {
  const inputs = [
    ["description", metadata.description],
    ["github-url", metadata.githubUrl],
    ["license-url", metadata.licenseUrl],
    ["paper-url", metadata.paperUrl],
    ["cover-image-url", metadata.coverImageUrl],
    ["readme-file", metadata.readmeFile],
  ] as const;
  const given = inputs.flatMap(([input, value]) => (value === undefined ? [] : [input]));
  if (given.length > 0) throw apiNeeded(credentials, `Setting ${given.join(", ")}`);
}
