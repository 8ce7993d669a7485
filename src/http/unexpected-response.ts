import { ActionError } from "../lib/errors.ts";
import { isRecord, stringAt } from "../lib/json.ts";
import type { HttpResponse } from "./request.ts";

/**
 * One readable sentence from a reply that says no. Takes the problem documents that Replicate's API is
 * known to send (`title`, `detail`, `errors[].detail`, `invalid_fields[].description`, each optional),
 * an OCI registry's `errors[].message`, HTML, plain text, or nothing at all.
 */
export function describeResponse(reply: HttpResponse): string {
  if (reply.fault !== undefined) return `no answer (${reply.fault})`;
  const location = reply.headers.get("location");
  if (reply.status >= 300 && reply.status < 400 && location !== null)
    return `HTTP ${reply.status}, a redirect to ${location}`;
  const said =
    (isRecord(reply.body) ? fromJson(reply.body) : fromText(reply.text)) || "nothing else said";
  return `HTTP ${reply.status}: ${oneLine(said)}`;
}

/** The single messages of a reply, for those who look for one. */
export function messagesOf(body: unknown): string[] {
  if (!isRecord(body)) return [];
  const nested = [body["errors"], body["invalid_fields"]].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  const details = nested
    .filter(isRecord)
    .map(
      (entry) =>
        stringAt(entry, "detail") ?? stringAt(entry, "message") ?? stringAt(entry, "description"),
    );
  return details.filter((detail) => detail !== undefined);
}

/** Whether a reply is a fault on the way or at the service, rather than its word. */
export function isTransient({ status }: HttpResponse): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/** The error for a reply that the caller has no better words for. */
export function unexpectedResponse(
  doing: string,
  reply: HttpResponse,
  remedy?: string,
): ActionError {
  return new ActionError({
    code: "request-failed",
    message: `${doing} failed with ${describeResponse(reply)}.`,
    hint:
      remedy ??
      (isTransient(reply)
        ? "This is a fault on the way or at the service, tried several times: run the job again later."
        : "Run the job again with debug logging to see the whole exchange."),
  });
}

function fromJson(body: Readonly<Record<string, unknown>>): string {
  const details = messagesOf(body);
  if (details.length > 0) return details.join("; ");
  return stringAt(body, "detail") ?? stringAt(body, "title") ?? "";
}

/** Of a page that may have megabytes, a title or a sentence stands at the begin. Characters. */
const LOOKED_AT = 16 * 1024;

function fromText(page: string): string {
  const text = page.slice(0, LOOKED_AT);
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  return title ?? text.replace(/<[^>]*>/g, " ");
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim().replace(/\.$/, "");
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
