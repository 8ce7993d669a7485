import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { isObject, type JsonObject, json, jsonBody, type Reply } from "../http/http.ts";
import { owns } from "../models/account.ts";
import { checkInput, completeInput, type InvalidField } from "../models/inputs.ts";
import { modelKey } from "../models/model.ts";
import { type Plan, planOf } from "../models/plan.ts";
import { type Prediction, progressOf } from "../models/prediction.ts";
import { echo } from "../models/scripts.ts";
import { findDeployment } from "../state/deployments.ts";
import { type ApiCall, visibleModel } from "./call.ts";
import { readCancelAfter, readWait } from "./prediction-headers.ts";
import { predictionObject } from "./prediction-object.ts";
import { findTarget, officialTarget, type Target } from "./prediction-target.ts";
import { invalidInput, noCredit, noSuchVersion, notFound } from "./problems.ts";

const COMMON_FIELDS = ["input", "webhook", "webhook_events_filter", "stream"];
const POLL_INTERVAL = 10;

/** predictions.create */
export async function createPrediction(call: ApiCall): Promise<Reply> {
  const body = jsonBody(call) ?? {};
  const errors = checkBody(body, ["version", ...COMMON_FIELDS], ["version", "input"]);
  if (errors.length > 0) return invalidInput(errors);
  const target = findTarget(call, String(body["version"]));
  return target === undefined ? noSuchVersion() : await startPrediction(call, target);
}

/** models.predictions.create. What it answers for a model that is not official is not known. */
export async function createModelPrediction(
  call: ApiCall,
  owner: string,
  name: string,
): Promise<Reply> {
  const model = visibleModel(call, owner, name);
  if (model?.official !== true) return notFound();
  return await startPrediction(call, officialTarget(model));
}

/** deployments.predictions.create: the version of the deployment's current release. */
export async function createDeploymentPrediction(
  call: ApiCall,
  owner: string,
  name: string,
): Promise<Reply> {
  const deployment = owns(call.account, owner)
    ? findDeployment(call.state, owner, name)
    : undefined;
  if (deployment === undefined) return notFound();
  const target = findTarget(call, `${deployment.model}:${deployment.version}`);
  if (target === undefined) return noSuchVersion();
  return await startPrediction(call, { ...target, deployment: `${owner}/${name}` });
}

/**
 * Makes a prediction of the request's `input`, and answers at once (201), when it has ended (201), or when
 * the time to wait is over (202). Webhooks are not called.
 */
async function startPrediction(call: ApiCall, target: Target): Promise<Reply> {
  const body = jsonBody(call) ?? {};
  const schema = target.version?.openapiSchema;
  const input = isObject(body["input"]) ? body["input"] : undefined;
  const errors =
    input === undefined ? checkBody(body, Object.keys(body), ["input"]) : checkInput(input, schema);
  const cancelAfter = readCancelAfter(call);
  // That there is a minimum is documented, the answer to less is not.
  if (cancelAfter === "invalid")
    errors.push({ type: "cancel_after", field: "", description: "Cancel-After is not valid" });
  if (input === undefined || cancelAfter === "invalid" || errors.length > 0)
    return invalidInput(errors);
  if (!call.state.hasCredit) return noCredit();
  const prediction = addPrediction(call, { target, input, cancelAfter });
  return await held(call, prediction);
}

/** Complaints about a body, recorded but for the type of `input`. */
function checkBody(
  body: JsonObject,
  known: readonly string[],
  required: readonly string[],
): InvalidField[] {
  const complain = (type: string, description: string) => ({ type, field: "", description });
  const missing = required.filter((name) => body[name] === undefined);
  const isWrong = body["input"] !== undefined && !isObject(body["input"]);
  return [
    ...missing.map((name) => complain("required", `${name} is required`)),
    ...Object.keys(body)
      .filter((name) => !known.includes(name))
      .map((name) =>
        complain("additional_property_not_allowed", `Additional property ${name} is not allowed`),
      ),
    ...(isWrong ? [complain("invalid_type", "Invalid type. Expected: object")] : []),
  ];
}

interface Request {
  readonly target: Target;
  readonly input: JsonObject;
  readonly cancelAfter: number | undefined;
}

function addPrediction(call: ApiCall, { target, input, cancelAfter }: Request): Prediction {
  const { model, version, deployment } = target;
  const prediction: Prediction = {
    id: newId(),
    username: call.account.username,
    model: `${model.owner}/${model.name}`,
    version: shownVersion(target),
    runs: version,
    deployment,
    input,
    plan: decide(call, target, input),
    speed: call.settings.speed,
    createdAt: Date.now(),
    cancelAfter,
    canceledAt: Number.POSITIVE_INFINITY,
  };
  call.state.predictions.push(prediction);
  return prediction;
}

function shownVersion({ model, version }: Target): string {
  return model.official || version === undefined ? "hidden" : version.id;
}

/** Asks the model's script what becomes of a prediction. */
function decide({ state, settings }: ApiCall, target: Target, input: JsonObject): Plan {
  const { model, version } = target;
  const fullName = `${model.owner}/${model.name}`;
  const siblings = state.predictions.filter(
    (prediction) => prediction.model === fullName && prediction.runs === version,
  );
  const now = Date.now();
  return planOf(state.scripts.get(modelKey(model.owner, model.name)) ?? echo(), {
    model: fullName,
    version: shownVersion(target),
    number: version === undefined ? 0 : model.versions.length - model.versions.indexOf(version),
    input: completeInput(input, version?.openapiSchema),
    earlier: siblings.length,
    age: ((now - (siblings[0]?.createdAt ?? now)) / 1000) * settings.speed,
    file: (name, bytes) => state.outputs.add(name, bytes),
  });
}

/** Answers when the prediction has ended, or the time to wait is over, or the sandbox closes. */
async function held(call: ApiCall, prediction: Prediction): Promise<Reply> {
  const wait = readWait(call);
  const until = prediction.createdAt + (wait * 1000) / call.settings.speed;
  const hasEnded = () => progressOf(prediction).completedAt !== undefined;
  while (!hasEnded() && Date.now() < until && !call.state.closing.aborted)
    await pause(POLL_INTERVAL, undefined, { ref: false });
  // A request that does not wait gets the prediction as it began, even of a model that takes no time.
  const now = wait === 0 ? prediction.createdAt : Date.now();
  const shown = predictionObject(prediction, call.url.origin, now);
  const status = wait === 0 || shown.metrics !== undefined ? 201 : 202;
  return json(status, shown, { location: shown.urls.get });
}

const ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";
const ID_LENGTH = 26;

/** An id of the form of `gm3qorzdhgbfurvjtvhg6dckhu`. */
function newId(): string {
  const letters = Array.from(
    { length: ID_LENGTH },
    () => ID_ALPHABET[randomInt(ID_ALPHABET.length)],
  );
  return letters.join("");
}
