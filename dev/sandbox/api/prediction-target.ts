import { listedVersions, type Model, type Version } from "../models/model.ts";
import { isWornOut } from "../models/prediction.ts";
import { type ApiCall, visibleModel } from "./call.ts";

/** What a prediction runs. */
export interface Target {
  readonly model: Model;
  /** Undefined for an official model that has none here. */
  readonly version: Version | undefined;
  /** `owner/name` of the deployment that is asked. */
  readonly deployment?: string;
}

/**
 * What `version` names: `id` or `owner/name:id` of a version that may be run, or `owner/name` of an official
 * model, whose versions are hidden. Undefined for everything else, for Replicate does not tell the cases
 * apart.
 */
export function findTarget(call: ApiCall, reference: string): Target | undefined {
  const [, owner, name, named] = /^([^/:]+)\/([^/:]+)(?::(.+))?$/.exec(reference) ?? [];
  const id = named ?? (owner === undefined ? reference : undefined);
  const models =
    owner === undefined || name === undefined
      ? [...call.state.models.values()]
      : [call.state.models.get(`${owner}/${name}`.toLowerCase())];
  const visible = models.flatMap((model) => {
    const seen = model && visibleModel(call, model.owner, model.name);
    return seen === undefined ? [] : [seen];
  });
  const [first] = visible;
  if (id === undefined) return first?.official === true ? officialTarget(first) : undefined;
  for (const model of visible.filter(({ official }) => !official)) {
    const version = listedVersions(model).find((listed) => listed.id === id);
    if (version !== undefined && mayRun(call, version)) return { model, version };
  }
  return undefined;
}

/** An official model runs its newest version, which no endpoint returns. */
export function officialTarget(model: Model): Target {
  return { model, version: listedVersions(model)[0] };
}

/**
 * Whether predictions know a version, and run it: not right after its push when the sandbox is set so, and
 * not when it is disabled (users see a 422 for one that surely exists).
 */
function mayRun({ state, settings }: ApiCall, version: Version): boolean {
  if (Date.now() < version.listedFrom + settings.predictionDelay) return false;
  return !state.disabled.has(version.id) && !isWornOut(version, state.predictions);
}
