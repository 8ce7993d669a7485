import type { HttpResponse } from "../http/request.ts";
import { describeResponse, messagesOf, unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { isRecord, stringAt } from "../lib/json.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { createModel, getModel, type NewModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";

/** A model that exists now, and whether this step made it. */
export interface CreatedModel {
  readonly model: Model;
  readonly created: boolean;
}

/**
 * Creates a model, or finds it when another run was quicker.
 * @returns "taken" when Replicate says that the name is taken and that there is no such model.
 * @throws {ActionError} when it is refused, or fails and the model does not exist.
 */
export async function createModelOnce(
  api: ReplicateApi,
  wanted: NewModel,
): Promise<CreatedModel | "taken"> {
  const answer = await createModel(api, wanted);
  if (!("status" in answer)) return { model: answer, created: true };
  const isConflict = answer.status === 409;
  const isUnclear = answer.status === 0 || answer.status >= 500;
  if (!isConflict && !isUnclear) throw refusedCreation(wanted, answer);

  // Another run may have made it meanwhile (409), or this one did although it was not told so.
  const found = await getModel(api, wanted);
  if ("status" in found) {
    if (isUnclear) throw failedCreation(wanted, answer);
    if (found.status === 404) return "taken";
    throw unexpectedResponse(`Reading ${fullName(wanted)}`, found);
  }
  if (isUnclear && wanted.visibility === "private" && found.visibility === "public")
    throw madePublic(wanted);
  return { model: found, created: isUnclear };
}

function refusedCreation(name: ModelName, reply: HttpResponse): ActionError {
  const said = [
    ...messagesOf(reply.body),
    isRecord(reply.body) ? stringAt(reply.body, "detail") : "",
  ];
  // Replicate's schema names the limit of 1,000 models for an account; the words of the refusal are not
  // documented.
  if (
    said.some((text) => text && /\blimit\b|\bmaximum\b|1,?000/i.test(text) && /model/i.test(text))
  )
    return new ActionError({
      code: "model-limit-reached",
      message: `${fullName(name)} can't be created: ${describeResponse(reply)}. An account can have 1,000 models.`,
      hint: "Delete models that nobody needs (https://replicate.com/docs/topics/models/delete-a-model), or push new versions to one model rather than making one for each.",
    });
  return unexpectedResponse(
    `Creating ${fullName(name)}`,
    reply,
    "Mend what Replicate names, or create the model by hand at https://replicate.com/create and run the job again.",
  );
}

/** 409 although the model can't be read: Replicate keeps a deleted name (replicate-python issue 323). */
export function nameTaken(name: ModelName): ActionError {
  return new ActionError({
    code: "model-name-taken",
    message: `${fullName(name)} can't be created: Replicate says that the name is taken, and that no such model exists. That is what it says of a name whose model was deleted, or of a private model that this token can't see.`,
    hint: "Choose another name, or ask Replicate's support to free this one.",
  });
}

/** Seen for an organisation's private models: 500, and no model. */
function failedCreation(name: ModelName, reply: HttpResponse): ActionError {
  return new ActionError({
    code: "model-not-created",
    message: `${fullName(name)} could not be created: ${describeResponse(reply)}, and the model does not exist.`,
    hint: "Create it by hand at https://replicate.com/create, with the visibility and hardware that you want, and run the job again. (This action never makes a model public that was asked to be private.)",
  });
}

function madePublic(name: ModelName): ActionError {
  return new ActionError({
    code: "model-public",
    message: `Replicate answered the creation of ${fullName(name)} with an error, and now has it as a public model; private was asked.`,
    hint: `Set its visibility at https://replicate.com/${fullName(name)}/settings, or delete it, and run the job again.`,
  });
}
