import { type JsonObject, json, jsonBody, type Reply, text } from "../http/http.ts";
import { owns } from "../models/account.ts";
import { EDITABLE, listedVersions, type Model, modelKey } from "../models/model.ts";
import { addModel, retire } from "../state/state.ts";
import { type ApiCall, visibleModel } from "./call.ts";
import {
  type FieldError,
  forbidden,
  invalid,
  notFound,
  problem,
  refused,
  taken,
  wrongHardware,
} from "./problems.ts";
import { versionObject } from "./versions.ts";

/** The grammar of an image's path; what Replicate itself allows is not documented. */
const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/;
const REQUIRED = ["owner", "name", "visibility", "hardware"];

/** A model as the API shows it: exactly the documented fields, so no hardware. */
export function modelObject(model: Model) {
  const { owner, name, texts } = model;
  const latest = listedVersions(model)[0];
  return {
    url: `https://replicate.com/${owner}/${name}`,
    owner,
    name,
    description: texts.description ?? null,
    visibility: model.visibility,
    is_official: model.official,
    github_url: texts.github_url ?? null,
    paper_url: texts.paper_url ?? null,
    license_url: texts.license_url ?? null,
    run_count: 0,
    cover_image_url: model.coverImageUrl,
    default_example: null,
    latest_version: latest === undefined ? null : versionObject(latest),
  };
}

/** models.get */
export function getModel(call: ApiCall, owner: string, name: string): Reply {
  const model = visibleModel(call, owner, name);
  return model === undefined ? notFound() : json(200, modelObject(model));
}

/** models.create */
export function createModel(call: ApiCall): Reply {
  const { state, settings, account } = call;
  const body = jsonBody(call) ?? {};
  const errors = fieldErrors(call, body);
  if (errors.length > 0) return invalid(errors);
  const owner = String(body["owner"]);
  const name = String(body["name"]);
  if (!owns(account, owner)) return forbidden();
  const key = modelKey(owner, name);
  if (state.models.has(key) || state.retired.has(key)) return taken("model");
  if (modelsOf(call, owner) >= settings.modelLimit) return tooManyModels(settings.modelLimit);
  const optional = Object.fromEntries(
    [...EDITABLE, "cover_image_url"].flatMap((field) =>
      typeof body[field] === "string" ? [[field, kept(call, field, body[field])]] : [],
    ),
  );
  const model = addModel(state, {
    ...optional,
    owner: account.username,
    name,
    visibility: body["visibility"] === "public" ? "public" : "private",
    hardware: String(body["hardware"]),
  });
  return json(201, modelObject(model));
}

/** A text as it is kept: a description may be cut. */
function kept({ settings }: ApiCall, field: string, text: string): string {
  const { length, longer } = settings.descriptionLimit;
  return field === "description" && longer === "cut" ? text.slice(0, length) : text;
}

function descriptionErrors({ settings }: ApiCall, { description }: JsonObject): FieldError[] {
  const { length, longer } = settings.descriptionLimit;
  const isTooLong =
    typeof description === "string" && longer === "refused" && description.length > length;
  const detail = `Ensure this field has no more than ${length} characters.`;
  return isTooLong ? [{ field: "description", detail }] : [];
}

function fieldErrors(call: ApiCall, body: JsonObject): FieldError[] {
  const errors: FieldError[] = REQUIRED.filter((field) => typeof body[field] !== "string").map(
    (field) => ({ field, detail: `${field} is required` }),
  );
  errors.push(...descriptionErrors(call, body));
  const { name, visibility, hardware } = body;
  if (typeof name === "string" && !NAME.test(name))
    errors.push({ field: "name", detail: `${name} is not a valid model name.` });
  if (typeof visibility === "string" && visibility !== "public" && visibility !== "private")
    errors.push({ field: "visibility", detail: "visibility must be public or private" });
  const detail =
    typeof hardware === "string" ? wrongHardware(call.state.hardware, hardware) : undefined;
  if (detail !== undefined) errors.push({ field: "hardware", detail });
  return errors;
}

function modelsOf(call: ApiCall, owner: string): number {
  return [...call.state.models.values()].filter(
    (model) => model.owner.toLowerCase() === owner.toLowerCase(),
  ).length;
}

/** The limit is documented, the answer at the limit is not. */
function tooManyModels(limit: number): Reply {
  const detail = `You have reached the limit of ${limit} models per account.`;
  return problem(400, { title: "Model limit reached", detail, errors: [{ detail }] });
}

/**
 * models.update. It takes six texts and nothing else. What it does with other fields is not documented:
 * here they are refused, so that nobody comes to rely on them.
 */
export function updateModel(call: ApiCall, owner: string, name: string): Reply {
  const model = visibleModel(call, owner, name);
  if (model === undefined) return notFound();
  if (!owns(call.account, owner)) return forbidden();
  const body = jsonBody(call) ?? {};
  const fields = Object.entries(body);
  const isEditable = (field: string) => EDITABLE.some((editable) => editable === field);
  const errors = fields.flatMap(([field, value]) => {
    if (!isEditable(field)) return [{ field, detail: `${field} cannot be updated` }];
    return typeof value === "string" ? [] : [{ field, detail: `${field} must be a string` }];
  });
  errors.push(...descriptionErrors(call, body));
  if (errors.length > 0) return invalid(errors);
  for (const [field, value] of fields)
    Object.assign(model.texts, { [field]: kept(call, field, String(value)) });
  return json(200, modelObject(model));
}

/**
 * models.delete: the owner's, private only, no versions left, and those that are going count as left.
 * The name is not free again, unless the sandbox is set so.
 */
export function deleteModel(call: ApiCall, owner: string, name: string): Reply {
  const model = visibleModel(call, owner, name);
  if (model === undefined) return notFound();
  if (!owns(call.account, owner)) return forbidden();
  const { refusedDeletionStatus: status } = call.settings;
  if (model.visibility !== "private") return refused("Only private models can be deleted.", status);
  if (model.versions.some((version) => Date.now() < version.listedUntil))
    return refused(
      "A model that has versions cannot be deleted. Delete its versions first.",
      status,
    );
  const key = modelKey(owner, name);
  if (call.settings.retiresNames) retire(call.state, key);
  else call.state.models.delete(key);
  return { status: 204 };
}

/** readme.get */
export function getReadme(call: ApiCall, owner: string, name: string): Reply {
  const readme = visibleModel(call, owner, name)?.texts.readme;
  return readme === undefined ? notFound() : text(200, readme);
}
