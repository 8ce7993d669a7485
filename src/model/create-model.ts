import type { HttpResponse } from "../http/request.ts";
import { describeResponse, messagesOf, unexpectedResponse } from "../http/unexpected-response.ts";
import { ActionError } from "../lib/errors.ts";
import { stringAt } from "../lib/json.ts";
import { fullName } from "../lib/model-name.ts";
import type { ReplicateApi } from "../replicate/client.ts";
import { createModel, findModel, type NewModel } from "../replicate/models.ts";
import type { Model } from "../replicate/parse.ts";

/** A model that this run created, or that another run was faster to create. */
interface CreatedModel {
  readonly kind: "created" | "existed";
  readonly model: Model;
}

/**
 * Creates a model, or finds the one that another run has created.
 * @returns `name-taken`: there is no such model, as it was deleted, or this token cannot see it.
 * @throws {ActionError} when Replicate refuses, or fails and the model does not exist.
 */
export async function createModelOnce(
  api: ReplicateApi,
  wanted: NewModel,
): Promise<CreatedModel | { readonly kind: "name-taken" }> {
  const answer = await createModel(api, wanted);
  if (answer.ok) return { kind: "created", model: answer.value };
  const { response } = answer;
  const isUnclear = response.status === 0 || response.status >= 500;
  if (response.status !== 409 && !isUnclear) throw creationRefused(wanted, response);

  // 409: another run may have created it. No clear response: this run may have.
  const model = await findModel(api, wanted);
  if (model === undefined) {
    if (!isUnclear) return { kind: "name-taken" };
    // Seen for private models of an organization: HTTP 500, and no model.
    throw new ActionError({
      code: "model-not-created",
      message: `Creating ${fullName(wanted)} failed with ${describeResponse(response)}, and the model does not exist.`,
      hint: "Create it at https://replicate.com/create with the visibility and hardware that you want, and run the job again.",
    });
  }
  if (isUnclear && wanted.visibility === "private" && model.visibility === "public")
    throw new ActionError({
      code: "model-public",
      message: `Creating ${fullName(wanted)} failed, and Replicate now has it as a public model instead of a private one.`,
      hint: `Change its visibility at https://replicate.com/${fullName(wanted)}/settings, or delete it, and run the job again.`,
    });
  return { kind: isUnclear ? "created" : "existed", model };
}

/** As createModelOnce; throws also when the name is taken without a model that this token can see. */
export async function requireCreation(api: ReplicateApi, wanted: NewModel): Promise<CreatedModel> {
  const result = await createModelOnce(api, wanted);
  if (result.kind !== "name-taken") return result;
  // 409 for a model that does not exist: Replicate keeps the names of deleted models (replicate-python issue 323).
  throw new ActionError({
    code: "model-name-taken",
    message: `Creating ${fullName(wanted)} failed: the name is taken. Its model was deleted, or it is private and this token cannot see it.`,
    hint: "Set model to another name, or ask Replicate's support to release this one.",
  });
}

function creationRefused(wanted: NewModel, response: HttpResponse): ActionError {
  const reasons = [...messagesOf(response.body), stringAt(response.body, "detail")];
  // Replicate's schema has the limit of 1,000 models for an account; the text of the refusal is not documented.
  const isLimit = (text = ""): boolean =>
    /\b(?:limit|maximum|quota|too many|any more)\b|1,?000/i.test(text) && /model/i.test(text);
  if (reasons.some(isLimit))
    return new ActionError({
      code: "model-limit-reached",
      message: `Creating ${fullName(wanted)} failed with ${describeResponse(response)}. An account can have 1,000 models.`,
      hint: "Delete unused models (https://replicate.com/docs/topics/models/delete-a-model), or set model to one existing model and push new versions to it.",
    });
  return unexpectedResponse(
    `Creating ${fullName(wanted)}`,
    response,
    "Fix what Replicate reports, or create the model at https://replicate.com/create, and run the job again.",
  );
}
