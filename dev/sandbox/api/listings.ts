import { json, type Reply } from "../http/http.ts";
import type { Model } from "../models/model.ts";
import { type ApiCall, visibleModel } from "./call.ts";
import { modelObject } from "./models.ts";
import { pageOf } from "./pages.ts";
import { notFound } from "./problems.ts";

const MOST_FOUND = 50;

/** models.list: public models only, the one with the newest version first, or by its own date. */
export function listModels(call: ApiCall): Reply {
  const { searchParams } = call.url;
  const isByModel = searchParams.get("sort_by") === "model_created_at";
  const models = publicModels(call);
  const sorted = isByModel
    ? models.toReversed()
    : models.toSorted((a, b) => (newestOf(a) < newestOf(b) ? 1 : -1));
  const ordered = searchParams.get("sort_direction") === "asc" ? sorted.toReversed() : sorted;
  return pageOfModels(call, ordered);
}

/** models.search: the query is the body, in plain text. */
export function searchModels(call: ApiCall): Reply {
  // Of this one the document says that the description is a text, of models.get that it may be null.
  const shown = (model: Model) => ({
    ...modelObject(model),
    description: model.texts.description ?? "",
  });
  return pageOfModels(call, find(call, call.body.toString()), shown);
}

/** search: models only, and without what Replicate writes about them. The words of the 400 are not known. */
export function search(call: ApiCall): Reply {
  const { searchParams } = call.url;
  const query = searchParams.get("query");
  const limit = Number(searchParams.get("limit") ?? 20);
  if (query === null) return json(400, { detail: "query is required" });
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST_FOUND)
    return json(400, { detail: `limit must be an integer from 1 to ${MOST_FOUND}` });
  const models = find(call, query)
    .slice(0, limit)
    .map((model) => ({
      model: modelObject(model),
      metadata: { generated_description: null, tags: [], score: null },
    }));
  return json(200, { query, models, collections: [], pages: [] });
}

/** collections.list and trainings.list: there are none. */
export function listNothing(): Reply {
  return json(200, { previous: null, next: null, results: [] });
}

/** models.examples.list: the predictions that the owner has saved as examples, of which there are none. */
export function listExamples(call: ApiCall, owner: string, name: string): Reply {
  return visibleModel(call, owner, name) === undefined ? notFound() : listNothing();
}

function publicModels({ state }: ApiCall): Model[] {
  return [...state.models.values()].filter(({ visibility }) => visibility === "public");
}

/**
 * How Replicate finds models is not known: here their names and descriptions contain the words. Replicate's
 * JavaScript client sends them in quotes.
 */
function find(call: ApiCall, query: string): Model[] {
  const words = query.toLowerCase().split(/[\s"]+/);
  return publicModels(call).filter(({ owner, name, texts }) => {
    const text = `${owner}/${name} ${texts.description ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function newestOf({ versions: [newest] }: Model): string {
  return newest?.createdAt ?? "";
}

function pageOfModels(
  call: ApiCall,
  models: readonly Model[],
  shown: (model: Model) => object = modelObject,
): Reply {
  const items = models.map((model) => ({ id: `${model.owner}/${model.name}`, model }));
  const page = pageOf(items, call.url);
  return json(200, { ...page, results: page.results.map(({ model }) => shown(model)) });
}
