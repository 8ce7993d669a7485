import fc from "fast-check";
import { compareSchemas } from "../../src/compatibility/compare.ts";
import { exampleInput } from "../../src/compatibility/openapi.ts";
import { eventCommits, parseEvent } from "../../src/github/event.ts";
import { isSafeForSecrets } from "../../src/http/endpoint.ts";
import type { HttpResponse, Method } from "../../src/http/request.ts";
import { rateLimitDelay, retryDelay } from "../../src/http/retry.ts";
import { describeResponse, messagesOf } from "../../src/http/unexpected-response.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { snippets } from "../../src/markdown/snippets.ts";
import { parseChallenge, tokenUrl } from "../../src/registry/challenge.ts";
import { withCredential } from "../../src/registry/docker-config.ts";
import { readImageParts, readLabels, resolveTag } from "../../src/registry/manifest.ts";
import type { RegistrySession } from "../../src/registry/session.ts";
import {
  parseAccount,
  parseDeployment,
  parseFile,
  parseHardware,
  parseModel,
  parsePrediction,
  parseVersion,
  parseVersionPage,
} from "../../src/replicate/parse.ts";
import { bootInput, bootOf } from "../../src/testing/boot.ts";
import { checkExpectations } from "../../src/testing/checks.ts";
import { judgeInputs, judgePrompt, parseJudgement } from "../../src/testing/judge-prompt.ts";
import { joinOutput, urlsIn } from "../../src/testing/output.ts";
import { phasesOf } from "../../src/testing/prediction-result.ts";
import { startTestingWorker } from "../../src/testing/tasks/worker.ts";
import { inputProblems } from "../../src/testing/valid-inputs.ts";
import { type Property, property, valueOrRefusal } from "./property.ts";
import { almost, json, text } from "./texts.ts";

const ID = "5c7d".repeat(16);
const WORKER = startTestingWorker(new AbortController().signal);

/** A version's schema as Cog writes it. */
export const SCHEMA = {
  openapi: "3.0.2",
  components: {
    schemas: {
      Input: {
        type: "object",
        required: ["prompt"],
        properties: {
          prompt: { type: "string", title: "Prompt", "x-order": 0 },
          size: { allOf: [{ $ref: "#/components/schemas/size" }], default: "small" },
          image: { type: "string", format: "uri", nullable: true },
          steps: { type: "integer", minimum: 1, maximum: 50, default: 20 },
        },
      },
      size: { enum: ["small", "large"], type: "string", description: "An enumeration." },
      Output: { type: "array", items: { type: "string" }, "x-cog-array-type": "iterator" },
    },
  },
};

const VERSION = { id: ID, openapi_schema: SCHEMA };
const MODEL = {
  ...{ owner: "acme", name: "hotdog", url: "https://replicate.com/acme/hotdog" },
  ...{ visibility: "private", is_official: false, description: null, github_url: null },
  ...{ license_url: null, paper_url: null, cover_image_url: null, latest_version: VERSION },
  default_example: { input: { prompt: "hi" } },
};
const PREDICTION = {
  ...{ id: "p1", status: "succeeded", output: ["a", "b"], error: null, logs: "a\nb" },
  ...{ created_at: "2026-01-01T00:00:00Z", started_at: null, completed_at: null },
  ...{ metrics: { predict_time: 2 }, urls: { web: "https://replicate.com/p/p1" } },
};
const DEPLOYMENT = {
  ...{ owner: "acme", name: "live" },
  current_release: {
    ...{ number: 1, model: "acme/hotdog", version: ID },
    configuration: { hardware: "cpu", min_instances: 0, max_instances: 1 },
  },
};
const MANIFEST = {
  schemaVersion: 2,
  config: { digest: `sha256:${ID}`, size: 10 },
  layers: [{ digest: `sha256:${ID}`, size: 20 }],
};
const INDEX = { schemaVersion: 2, manifests: [{ digest: `sha256:${ID}`, size: 10 }] };
const PULL = {
  action: "opened",
  number: 7,
  pull_request: {
    number: 7,
    head: { sha: "a".repeat(40), ref: "topic", repo: { full_name: "acme/app" } },
    base: { sha: "b".repeat(40), ref: "main", repo: { full_name: "acme/app" } },
    user: { login: "mona" },
  },
};
const PUSH = { ref: "refs/heads/main", before: "a".repeat(40), after: "b".repeat(40) };
const GROUP = { merge_group: { base_sha: "a".repeat(40), head_sha: "b".repeat(40) } };
const RUN = { workflow_run: { event: "pull_request", head_sha: "a".repeat(40) } };

const PARSERS: readonly (readonly [string, unknown, (body: unknown) => unknown])[] = [
  ["the account", { type: "user", username: "acme" }, parseAccount],
  ["the model", MODEL, parseModel],
  ["hardware", [{ sku: "cpu", name: "CPU" }], parseHardware],
  ["the version", VERSION, parseVersion],
  ["the versions", { results: [VERSION], next: null }, parseVersionPage],
  ["the prediction", PREDICTION, parsePrediction],
  ["the deployment", DEPLOYMENT, parseDeployment],
  ["the file", { id: "f1", urls: { get: "https://api.replicate.com/v1/files/f1" } }, parseFile],
];

const parsers = PARSERS.map(([what, sample, parse]) =>
  property(
    `answers: anything in Replicate's response about ${what}`,
    fc.oneof(json, almost(sample)),
    async (body) => {
      await valueOrRefusal(
        () => parse(body),
        (problem) => /^Replicate's response about .* is invalid: /.test(problem),
      );
      return true;
    },
  ),
);

/** A registry that answers with these bodies, whatever it is asked for. */
function sessionOf(bodies: readonly unknown[]): RegistrySession {
  let asked = 0;
  const answer = async (): Promise<HttpResponse> => {
    const body = bodies[asked++];
    const headers = new Map([["docker-content-digest", `sha256:${ID}`]]);
    return { status: body === undefined ? 404 : 200, headers, text: "", body };
  };
  const blobRequest = () => Promise.reject(new Error("not asked"));
  return { manifest: answer, blob: answer, blobRequest };
}

const bodies = fc.array(fc.oneof(json, almost(MANIFEST), almost(INDEX)), { maxLength: 5 });
const schema = fc
  .oneof(almost(SCHEMA), json)
  .map((value): JsonRecord | undefined => (isRecord(value) ? value : undefined));
const headers = fc
  .dictionary(
    fc.constantFrom("retry-after", "ratelimit-remaining", "ratelimit-reset", "location"),
    text,
  )
  .map((given) => {
    const entries = Object.entries(given);
    return new Map(entries.map(([name, value]) => [name, encodeURI(value.toWellFormed())]));
  });
const reply: fc.Arbitrary<HttpResponse> = fc.record({
  status: fc.constantFrom(200, 204, 301, 304, 400, 401, 422, 429, 500, 503),
  headers,
  text,
  body: fc.oneof(json, fc.record({ detail: text, errors: json, retry_after: json })),
});

export const ANSWERS: readonly Property[] = [
  ...parsers,
  property("answers: anything in a manifest of the registry", bodies, async (given) => {
    const parts = await valueOrRefusal(() => readImageParts(sessionOf(given), "latest"));
    const digests = await valueOrRefusal(() => resolveTag(sessionOf(given), "latest"));
    const labels = await valueOrRefusal(() => readLabels(sessionOf(given), "latest"));
    const isSize = parts === undefined || typeof parts.size === "number";
    return isSize && (digests ?? []).every((one) => typeof one === "string") && labels !== null;
  }),
  property("answers: anything in a registry's challenge", fc.oneof(text, challenge()), (header) => {
    const parsed = parseChallenge(header);
    if (parsed?.scheme !== "bearer") return true;
    const { origin } = new URL(tokenUrl(parsed, "repository:acme/hotdog:pull"));
    return isSafeForSecrets(parsed.realm) && origin === parsed.realm.origin;
  }),
  property("answers: any refusal is one short line", reply, (given) => {
    const sentence = describeResponse(given);
    return (
      !/[\r\n]/.test(sentence) && messagesOf(given.body).every((one) => typeof one === "string")
    );
  }),
  property(
    "answers: any pause is a number of seconds",
    fc.tuple(reply, fc.constantFrom<Method>("GET", "POST"), fc.integer({ min: 1, max: 6 })),
    ([given, method, attempt]) => {
      const seconds = retryDelay(method, given, attempt, {
        random: 0.5,
        now: new Date(0),
      });
      const limit = rateLimitDelay(given.headers);
      return (seconds === undefined || seconds >= 0) && limit >= 0 && limit <= 60;
    },
  ),
  property(
    "answers: anything in the user's Docker configuration stays, and our credential is there",
    fc.oneof(
      json,
      almost({ auths: { "ghcr.io": { auth: "x" } }, credsStore: "osx", credHelpers: { a: "b" } }),
    ),
    (user) => {
      const config = withCredential(isRecord(user) ? user : {}, [], "r8.im", {
        username: "a",
        password: "b",
      });
      const { auths } = config;
      return (
        isRecord(auths) &&
        JSON.stringify(auths["r8.im"]) === '{"auth":"YTpi"}' &&
        !("credsStore" in config)
      );
    },
  ),
  property(
    "answers: any two schemas are compared, and with itself one is the same",
    fc.tuple(schema, schema),
    ([one, other]) => {
      const { verdict, changes } = compareSchemas(one, other);
      const own = compareSchemas(one, one);
      return (
        ["none", "compatible", "breaking", "unknown"].includes(verdict) &&
        (verdict === "none" || verdict === "unknown") === (changes.length === 0) &&
        own.changes.length === 0
      );
    },
  ),
  property("answers: any schema has inputs that can be written down", schema, (openapi) => {
    const run = snippets({
      model: { owner: "acme", name: "hotdog" },
      version: ID,
      input: exampleInput(openapi),
      apiUrl: "https://api.replicate.com/v1",
    });
    judgeInputs(openapi);
    return Object.values(run).every((one) => one.includes(ID) && !one.includes("undefined"));
  }),
  property(
    "answers: any inputs are checked against any schema",
    fc.tuple(schema, json),
    async ([openapi, inputs]) => {
      const one = {
        name: "case 1",
        inputs: isRecord(inputs) ? inputs : {},
        compare: false,
        expected: NOTHING,
      };
      JSON.stringify(await bootInput(one.inputs, openapi, WORKER));
      const { unknown, invalid } = await inputProblems([one], openapi, WORKER);
      return [...unknown, ...invalid].every((problem) => typeof problem === "string");
    },
  ),
  property(
    "answers: any output of a prediction is judged",
    fc.tuple(almost(PREDICTION), json, text),
    ([body, output, wanted]) => {
      const prediction = parseOrNothing(body);
      if (prediction === undefined) return true;
      const phases = phasesOf(prediction, undefined, 0);
      bootOf({ kind: "ended", prediction, phases });
      const whole = joinOutput(output, SCHEMA);
      const failures = checkExpectations(
        { ...NOTHING, exactString: wanted },
        prediction,
        whole,
        phases,
      );
      urlsIn(whole).map((url) => new URL(url));
      const question = { id: "1", description: wanted, output: whole, files: [] };
      judgePrompt({ takesSystem: false, images: undefined }, question);
      return failures.every(({ expected, got }) => expected !== "" && typeof got === "string");
    },
  ),
  property(
    "answers: any answer of a judge is a yes, a no, or neither",
    fc.oneof(
      text,
      json.map((value) => JSON.stringify({ match: value, reason: value })),
    ),
    (answer) => {
      const said = parseJudgement(answer, { id: "1", output: answer, files: [] });
      return said === undefined || typeof said.isMatch === "boolean";
    },
  ),
  property(
    "events: any payload of any event",
    fc.tuple(
      fc.constantFrom(
        "pull_request",
        "pull_request_target",
        "push",
        "merge_group",
        "workflow_run",
        "release",
      ),
      fc.oneof(json, almost(PULL), almost(PUSH), almost(GROUP), almost(RUN)),
    ),
    ([name, payload]) => {
      const { pullRequest } = parseEvent(name, payload);
      const commits = eventCommits(name, payload);
      const ids = commits.kind === "pair" ? [commits.before, commits.after] : [];
      const heads = commits.kind === "pull" ? [commits.base, commits.head] : [];
      return (
        [...ids, ...heads].every((id) => /^[0-9a-f]{40,64}$/.test(id)) &&
        (pullRequest.kind === "none" || typeof pullRequest.number === "number")
      );
    },
  ),
];

/** No expectation at all. */
const NOTHING = {
  exactString: undefined,
  matches: undefined,
  matchUrl: undefined,
  jqQuery: undefined,
  errorContains: undefined,
  matchPrompt: undefined,
  maxSeconds: undefined,
};

function parseOrNothing(body: unknown) {
  try {
    return parsePrediction(body);
  } catch {
    return undefined;
  }
}

function challenge(): fc.Arbitrary<string> {
  const part = fc.oneof(
    fc.webUrl(),
    text,
    fc.constantFrom("http://127.0.0.1/token", "https://a.b"),
  );
  return fc
    .tuple(fc.constantFrom("Bearer", "bearer", "Basic", "Digest"), part, part)
    .map(([scheme, realm, service]) => `${scheme} realm="${realm}",service="${service}"`);
}
