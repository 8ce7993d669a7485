import fc from "fast-check";
import { compareSchemas } from "../../src/compatibility/compare.ts";
import { exampleInput } from "../../src/compatibility/openapi.ts";
import type { HttpResponse, Method } from "../../src/http/request.ts";
import { rateLimitDelay, retryDelay } from "../../src/http/retry.ts";
import { describeResponse, messagesOf } from "../../src/http/unexpected-response.ts";
import { isRecord, type JsonRecord } from "../../src/lib/json.ts";
import { snippets } from "../../src/markdown/snippets.ts";
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
import { inputProblems } from "../../src/testing/check-inputs.ts";
import { checkExpectations } from "../../src/testing/expectations.ts";
import { judgeInputs, judgePrompt, parseJudgement } from "../../src/testing/judge-prompt.ts";
import { joinOutput, urlsIn } from "../../src/testing/output.ts";
import { phasesOf } from "../../src/testing/prediction-result.ts";
import { startTestingWorker } from "../../src/testing/tasks/worker.ts";
import { type Property, property, valueOrRefusal } from "./property.ts";
import { DEPLOYMENT, ID, MODEL, PREDICTION, SCHEMA, VERSION } from "./samples.ts";
import { almost, json, text } from "./texts.ts";

const WORKER = startTestingWorker(new AbortController().signal);

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
