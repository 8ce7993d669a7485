import type { JsonObject } from "../http/http.ts";
import { listedVersions } from "../models/model.ts";
import { type ApiCall, visibleModel } from "./call.ts";
import { type FieldError, wrongHardware } from "./problems.ts";

/** The fields that an update can change (deployments.update). */
export const DEPLOYABLE = ["version", "hardware", "min_instances", "max_instances"] as const;

/** The largest numbers of instances (schema of deployments.create and update); the least is 0. */
const LARGEST = { min_instances: 5, max_instances: 20 } as const;
const VERSION = /^[0-9a-f]{64}$/;
/** What a name may be is not documented: anything that can stand in an address as it is. */
const NAME = /^[\w.-]+$/;

/*
 * That wrong fields are answered in the way of models.create, with 400, is not documented, and neither
 * are the words, but for the hardware's.
 */

/** What is wrong with the fields of deployments.create: all six are required. */
export function deploymentErrors(call: ApiCall, body: JsonObject): FieldError[] {
  const { name, model, ...configuration } = body;
  const missing = ["name", "model", ...DEPLOYABLE].filter((field) => body[field] === undefined);
  return [
    ...missing.map((field) => ({ field, detail: `${field} is required` })),
    ...(name === undefined || (typeof name === "string" && NAME.test(name))
      ? []
      : [{ field: "name", detail: `${String(name)} is not a valid deployment name.` }]),
    ...modelErrors(call, model),
    ...configurationErrors(call, configuration, model),
  ];
}

function modelErrors(call: ApiCall, model: unknown): FieldError[] {
  if (model === undefined || findModel(call, model) !== undefined) return [];
  return [{ field: "model", detail: `The model ${String(model)} does not exist.` }];
}

/**
 * What is wrong with the fields that are there and can be updated. As in models.update, others are
 * refused. A minimum above the maximum is taken: whether Replicate takes it is not documented.
 * @param model that the version has to be of
 */
export function configurationErrors(call: ApiCall, body: JsonObject, model: unknown): FieldError[] {
  return Object.entries(body).flatMap(([field, value]) => {
    const detail = detailOf(call, field, value, model);
    return detail === undefined ? [] : [{ field, detail }];
  });
}

function detailOf(
  call: ApiCall,
  field: string,
  value: unknown,
  model: unknown,
): string | undefined {
  switch (field) {
    case "version":
      return wrongVersion(call, value, model);
    case "hardware":
      return wrongHardware(call.state.hardware, value);
    case "min_instances":
    case "max_instances":
      return wrongNumber(field, value);
    default:
      return `${field} cannot be set`;
  }
}

function wrongNumber(field: keyof typeof LARGEST, value: unknown): string | undefined {
  const largest = LARGEST[field];
  const isFine = Number.isInteger(value) && Number(value) >= 0 && Number(value) <= largest;
  return isFine ? undefined : `${field} must be an integer from 0 to ${largest}`;
}

function wrongVersion(call: ApiCall, value: unknown, fullName: unknown): string | undefined {
  if (typeof value !== "string" || !VERSION.test(value))
    return "version must be the 64-character ID of a version";
  if (fullName === undefined) return undefined;
  const model = findModel(call, fullName);
  if (model !== undefined && listedVersions(model).some(({ id }) => id === value)) return undefined;
  return `The version ${value} does not belong to the model ${String(fullName)}.`;
}

function findModel(call: ApiCall, fullName: unknown) {
  const [, owner, name] = /^([^/]+)\/([^/]+)$/.exec(String(fullName)) ?? [];
  return owner === undefined || name === undefined ? undefined : visibleModel(call, owner, name);
}
