import { describe, expect, it } from "vitest";
import {
  describeResponse,
  messagesOf,
  unexpectedResponse,
} from "../../src/http/unexpected-response.ts";
import { fault, reply } from "./support.ts";

const HARDWARE =
  "gpu-t4 is not a valid hardware SKU. Your options are: cpu, gpu-a100-large, gpu-h100, gpu-l40s.";

describe("a reply in one sentence", () => {
  it.each<[string, number, unknown, string]>([
    [
      "a wrong token",
      401,
      {
        title: "Unauthenticated",
        detail: "You did not pass a valid authentication token",
        status: 401,
      },
      "HTTP 401: You did not pass a valid authentication token",
    ],
    [
      "a field that is rejected",
      400,
      {
        status: 400,
        title: "Validation failed",
        detail: `The following errors occurred:\n- hardware: ${HARDWARE}`,
        errors: [{ pointer: "/hardware", detail: HARDWARE }],
      },
      `HTTP 400: ${HARDWARE.slice(0, -1)}`,
    ],
    [
      "two fields that are rejected",
      400,
      { title: "Validation failed", errors: [{ detail: "no name" }, { detail: "no owner" }] },
      "HTTP 400: no name; no owner",
    ],
    [
      "a name that is taken",
      409,
      {
        status: 409,
        title: "Conflict",
        errors: [{ detail: "A model with that name and owner already exists." }],
      },
      "HTTP 409: A model with that name and owner already exists",
    ],
    [
      "something that is not there",
      404,
      { detail: "The requested resource could not be found.", status: 404 },
      "HTTP 404: The requested resource could not be found",
    ],
    [
      "an official model's versions",
      404,
      {
        status: 404,
        title: "Not found",
        detail: "This model is an official model and does not expose a list of versions.",
      },
      "HTTP 404: This model is an official model and does not expose a list of versions",
    ],
    [
      "an account without credit",
      402,
      {
        title: "Insufficient credit",
        detail: "You have insufficient credit to run this model. Go to billing.",
        status: 402,
      },
      "HTTP 402: You have insufficient credit to run this model. Go to billing",
    ],
    [
      "an input that is rejected",
      422,
      {
        detail: "- input: prompt is required\n",
        status: 422,
        title: "Input validation failed",
        invalid_fields: [{ type: "required", field: "input", description: "prompt is required" }],
      },
      "HTTP 422: prompt is required",
    ],
    [
      "too many requests",
      429,
      { detail: "Request was throttled. Your rate limit resets in ~30s." },
      "HTTP 429: Request was throttled. Your rate limit resets in ~30s",
    ],
    ["a title alone", 403, { title: "Forbidden", status: 403 }, "HTTP 403: Forbidden"],
    [
      "a registry's error",
      404,
      { errors: [{ code: "NAME_UNKNOWN", message: "repository name not known to registry" }] },
      "HTTP 404: repository name not known to registry",
    ],
    [
      "a registry's errors with details that are no text",
      401,
      {
        errors: [
          { code: "UNAUTHORIZED", message: "authentication required", detail: [{ Type: "repo" }] },
        ],
      },
      "HTTP 401: authentication required",
    ],
    [
      "a web page",
      502,
      '<!doctype html><html><head><title lang="en">502 Bad\n Gateway</title></head><body><h1>No</h1></body></html>',
      "HTTP 502: 502 Bad Gateway",
    ],
    ["a web page without a title", 503, "<h1>Busy</h1>\n<p>now</p>", "HTTP 503: Busy now"],
    ["a text", 404, "user does not exist\n", "HTTP 404: user does not exist"],
    ["nothing", 500, undefined, expect.stringMatching(/^HTTP 500: \w/)],
    ["an empty object", 500, {}, expect.stringMatching(/^HTTP 500: \w/)],
    [
      "members of other types",
      500,
      { title: 7, detail: null },
      expect.stringMatching(/^HTTP 500: \w/),
    ],
    ["a list", 500, ["no", "way"], 'HTTP 500: ["no","way"]'],
    [
      "lists that hold no objects",
      500,
      { detail: "broken", errors: ["a", null], invalid_fields: {} },
      "HTTP 500: broken",
    ],
  ])("%s", (_, status, body, sentence) => {
    expect(describeResponse(reply(status, body))).toEqual(sentence);
  });

  it.each([301, 302, 307, 308])("a redirect with %d", (status) => {
    const moved = reply(status, "<title>Moved</title>", { location: "https://sso.example/login" });
    expect(describeResponse(moved)).toMatch(
      new RegExp(`^HTTP ${status}\\b.* https://sso\\.example/login$`),
    );
  });

  it("a redirect to an endless address", () => {
    const moved = reply(302, "", { location: `https://x.example/${"y".repeat(9999)}` });
    expect(describeResponse(moved).length).toBeLessThan(400);
  });

  it("a redirect that leads nowhere", () => {
    expect(describeResponse(reply(304))).toMatch(/^HTTP 304: \w/);
  });

  it("no answer", () => {
    expect(describeResponse(fault("ECONNREFUSED"))).toContain("(ECONNREFUSED)");
  });

  it("a text without end, on one line and cut short", () => {
    const sentence = describeResponse(reply(500, "so \n many words ".repeat(10_000)));
    expect(sentence).not.toContain("\n");
    expect(sentence).toMatch(/^HTTP 500: so many words .+…$/);
    expect(sentence.length).toBeLessThan(400);
  });
});

it.each(["<", "<title", "<title>", "a "])(
  "a response of megabytes is described in a moment: %j again and again",
  (piece) => {
    const page = piece.repeat((8 * 1024 * 1024) / piece.length);
    expect(describeResponse(reply(502, page)).length).toBeLessThan(400);
  },
);

describe("the single messages of a reply", () => {
  it.each<[unknown, string[]]>([
    [
      { errors: [{ detail: "a" }, { message: "b" }], invalid_fields: [{ description: "c" }] },
      ["a", "b", "c"],
    ],
    [{ detail: "none" }, []],
    [{ errors: "none" }, []],
    [["a"], []],
    [undefined, []],
  ])("of %j are %j", (body, messages) => {
    expect(messagesOf(body)).toEqual(messages);
  });
});

describe("the error for an unexpected reply", () => {
  it.each([
    [fault("ECONNRESET"), /^(?!.*ACTIONS_STEP_DEBUG)/],
    [reply(429), /^(?!.*ACTIONS_STEP_DEBUG)/],
    [reply(503), /^(?!.*ACTIONS_STEP_DEBUG)/],
    [reply(418, "teapot"), /ACTIONS_STEP_DEBUG/],
  ])("states the request, the reply, and the fix (%#)", (answer, remedy) => {
    const { problems } = unexpectedResponse("Brewing coffee", answer);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toMatch(/^Brewing coffee .*\.$/);
    expect(problems[0]?.message).toContain(describeResponse(answer));
    expect(problems[0]?.hint).toMatch(remedy);
  });

  it("contains the caller's fix when there is one", () => {
    expect(unexpectedResponse("Brewing", reply(500), "Drink tea.").problems[0]?.hint).toBe(
      "Drink tea.",
    );
  });
});
