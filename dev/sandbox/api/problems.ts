import { type JsonObject, json, type Reply } from "../http/http.ts";
import type { Hardware } from "../models/account.ts";
import type { InvalidField } from "../models/inputs.ts";
import type { Refusal } from "../models/model.ts";

/** An error in the form of Replicate's (RFC 7807, with members of its own). */
export function problem(status: number, members: JsonObject): Reply {
  return json(status, { ...members, status }, { "content-type": "application/problem+json" });
}

/** Recorded from the API, word for word. */
export const noToken = (): Reply =>
  problem(401, { title: "Unauthenticated", detail: "You did not pass an authentication token" });

/** Recorded from the API, word for word. */
export const wrongToken = (): Reply =>
  problem(401, {
    title: "Unauthenticated",
    detail: "You did not pass a valid authentication token",
  });

export const notFound = (): Reply =>
  problem(404, { title: "Not found", detail: "The requested resource could not be found." });

/** The form is known (status 403 for others' models), the words are not. */
export const forbidden = (): Reply =>
  problem(403, {
    title: "Forbidden",
    detail: "You do not have permission to perform this action.",
  });

/** A refused delete: that it is refused is documented, its code and words are not. */
export const refused = (detail: string, status = 400): Reply =>
  problem(status, { title: "Bad request", detail });

/** A version that is in use: the reasons are documented, codes and words are not. */
export function inUse({ reason, status = 403 }: Pick<Refusal, "reason" | "status">): Reply {
  return problem(status, { title: "Version cannot be deleted", detail: IN_USE[reason] });
}

const IN_USE: Readonly<Record<Refusal["reason"], string>> = {
  used: "Other users have run predictions with this version.",
  deployment: "This version is associated with a deployment.",
  training: "This version has been used as the base of a training.",
  override: "Another version overrides this version.",
};

export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** What models.create answers to wrong fields: 400, with a pointer each. */
export function invalid(errors: readonly FieldError[]): Reply {
  const lines = errors.map(({ field, detail }) => `- ${field}: ${detail}`);
  return problem(400, {
    title: "Validation failed",
    detail: `The following errors occurred:\n${lines.join("\n")}`,
    errors: errors.map(({ field, detail }) => ({ pointer: `/${field}`, detail })),
  });
}

/** What is wrong with a SKU, in Replicate's own words; undefined when nothing is. */
export function wrongHardware(hardware: readonly Hardware[], sku: unknown): string | undefined {
  const skus = hardware.map((known) => known.sku);
  if (skus.some((known) => known === sku)) return undefined;
  return `${String(sku)} is not a valid hardware SKU. Your options are: ${skus.toSorted().join(", ")}.`;
}

/**
 * Creation of something under a name that is taken. The words of the one error are known of models; of
 * deployments neither the code nor the words are.
 */
export function taken(kind: "model" | "deployment"): Reply {
  const detail = `A ${kind} with that name and owner already exists.`;
  return problem(409, { title: "Conflict", detail, errors: [{ detail }] });
}

/** deployments.update with what is there already: of the words only "would have no effect" is known. */
export const ineffective = (): Reply =>
  problem(409, { title: "Conflict", detail: "This update would have no effect." });

/** Recorded from the API, word for word; a version that is disabled has it as well. */
export const noSuchVersion = (): Reply =>
  problem(422, {
    title: "Invalid version or not permitted",
    detail:
      "The specified version does not exist (or perhaps you don't have permission to use it?)",
  });

/** What creating a prediction answers to wrong fields: 422, in a form that was recorded. */
export function invalidInput(fields: readonly InvalidField[]): Reply {
  const lines = fields.map(({ field, description }) =>
    field === "" ? `- ${description}\n` : `- ${field}: ${description}\n`,
  );
  return problem(422, {
    title: "Input validation failed",
    detail: lines.join(""),
    invalid_fields: fields,
  });
}

/** Recorded from the API, word for word. */
export const noCredit = (): Reply =>
  problem(402, {
    title: "Insufficient credit",
    detail:
      "You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit. Once you purchase credit, please wait a few minutes before trying again.",
  });

export const throttled = (seconds: number): Reply =>
  problem(429, { detail: `Request was throttled. Your rate limit resets in ~${seconds}s.` });
