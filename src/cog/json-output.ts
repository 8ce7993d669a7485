import { isRecord, parseJson } from "../lib/json.ts";

/** What a digest-pinned reference in the output belongs to. Weights are not a version. */
type Kind = "model" | "image";

/**
 * Reads the digests from the JSON that `cog push --json` prints since 0.23.0 (replicate/cog pull request 3178): those of
 * references to the target. Its keys are not documented, so a reference counts as the image, as weights, or else as the
 * model, by the keys above it.
 * @param image name of the image that is pushed: `r8.im/acme/hotdog`.
 * @returns `sha256:…` by kind; empty when the text is not JSON, or has no such reference.
 */
export function digestsInJson(text: string, image: string): ReadonlyMap<Kind, string> {
  const found = new Map<Kind, string>();
  const visit = (value: unknown, keys: string): void => {
    if (isRecord(value) || Array.isArray(value))
      for (const [key, item] of Object.entries(value)) visit(item, `${keys}.${key}`);
    if (typeof value !== "string" || !value.startsWith(`${image}@`) || /weight/i.test(keys)) return;
    const digest = value.slice(image.length + 1);
    const kind = /image/i.test(keys) ? "image" : "model";
    if (/^sha256:[0-9a-f]{64}$/.test(digest)) found.set(kind, found.get(kind) ?? digest);
  };
  visit(parseJson(text), "");
  return found;
}
