import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";
import { previewName } from "./name.ts";
import type { PreviewRequest } from "./options.ts";
import type { PreviewOrigin } from "./ownership.ts";

/** A pull request's preview: the first name that it can have, and what marks it. */
export interface Preview {
  readonly first: ModelName;
  readonly origin: PreviewOrigin;
}

/**
 * Names the preview of a production model.
 * @throws {ActionError} when the template makes no name, or no pull request can be told.
 */
export function resolvePreview(
  production: ModelName,
  { template, pullRequest }: PreviewRequest,
  { repository, serverUrl }: Pick<PreviewOrigin, "repository" | "serverUrl">,
): Preview {
  const name = previewName(template, {
    ...production,
    number: pullRequest?.number,
    branch: pullRequest?.branch,
  });
  if (typeof name === "string")
    throw new ActionError({
      code: "preview-name-invalid",
      message: `Input preview-model is "${template}", and ${name}.`,
      hint: "Give a template such as {owner}/{name}-pr-{number}.",
    });
  const number = pullRequest?.number ?? numberIn(name);
  if (number === undefined)
    throw new ActionError({
      code: "preview-without-pull-request",
      message: `preview is true, this event is about no pull request, and preview-model (${fullName(name)}) does not end with the number of one.`,
      hint: "Set preview-model to a name that ends with it: your-name/your-model-pr-12.",
    });
  return { first: name, origin: { repository, serverUrl, number, production } };
}

function numberIn({ name }: ModelName): number | undefined {
  const digits = /(?:^|[._-])(\d+)$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
