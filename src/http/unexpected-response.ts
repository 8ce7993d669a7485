import { ActionError } from "../lib/errors.ts";
import { isRecord, list, recordOf, stringAt } from "../lib/json.ts";
import { redact } from "../lib/masks.ts";
import { truncate } from "../lib/text.ts";
import type { HttpResponse } from "./request.ts";
import { isCertificateError } from "./retry.ts";

/** Characters. */
const MAX_TEXT = 300;
/** Characters of an HTML page, which may be megabytes, that are searched for its title. */
const MAX_PAGE = 16 * 1024;

/**
 * Describes an error response in one line. Reads Replicate's problem documents (`title`, `detail`, `errors[].detail`,
 * `invalid_fields[].description`, each optional), an OCI registry's `errors[].message`, HTML, and plain text.
 */
export function describeResponse(response: HttpResponse): string {
  const { status, networkError, headers, body, text } = response;
  if (networkError !== undefined) return `no response (${networkError})`;
  const location = headers.get("location");
  if (status >= 300 && status < 400 && location !== undefined)
    return `HTTP ${status}, a redirect to ${truncate(location, MAX_TEXT)}`;
  const details = (isRecord(body) ? textOfJson(body) : textOfPage(text))
    .replace(/\s+/g, " ")
    .trim();
  return `HTTP ${status}: ${truncate(details.replace(/\.$/, "") || "no details", MAX_TEXT)}`;
}

/** Lists the messages of an error response. */
export function messagesOf(body: unknown): string[] {
  const { errors, invalid_fields: fields } = recordOf(body);
  return [...list(errors), ...list(fields)].flatMap(
    (entry) =>
      stringAt(entry, "detail") ??
      stringAt(entry, "message") ??
      stringAt(entry, "description") ??
      [],
  );
}

/** Whether a response is a transient error: of the network, of rate limiting, or of the service. */
export function isTransient({ status }: Pick<HttpResponse, "status">): boolean {
  return status === 0 || status === 429 || status >= 500;
}

/**
 * The error for a response without a message.
 * @param request what failed, as the beginning of a sentence: "Creating the model".
 */
export function unexpectedResponse(
  request: string,
  response: HttpResponse,
  hint?: string,
): ActionError {
  if (isCertificateError(response.networkError)) return untrustedCertificate(request, response);
  const byStatus = isTransient(response)
    ? "This is a transient error of the network or the service. Run the job again later."
    : "Run the job again with debug logging (the variable ACTIONS_STEP_DEBUG) to see all requests.";
  return new ActionError({
    code: "request-failed",
    message: `${request} failed with ${describeResponse(response)}.`,
    hint: hint ?? byStatus,
  });
}

/** The error for a server whose certificate is not trusted, which no retry fixes. */
export function untrustedCertificate(
  request: string,
  { networkError }: Pick<HttpResponse, "networkError">,
): ActionError {
  return new ActionError({
    code: "certificate-untrusted",
    message: `${request} failed because the server's certificate is not trusted (${networkError}).`,
    hint: "If a proxy inspects TLS, set NODE_EXTRA_CA_CERTS in the step's env to a file with its CA certificate. Otherwise check the runner's clock and the URL.",
  });
}

function textOfJson(body: Readonly<Record<string, unknown>>): string {
  const messages = messagesOf(body);
  if (messages.length > 0) return messages.join("; ");
  return stringAt(body, "detail") ?? stringAt(body, "title") ?? "";
}

function textOfPage(page: string): string {
  const text = redact(page).slice(0, MAX_PAGE);
  const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
  return title ?? text.replace(/<[^>]*>/g, " ");
}
