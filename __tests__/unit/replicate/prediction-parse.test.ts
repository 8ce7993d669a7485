import { describe, expect, it } from "vitest";
import { parseFile, parsePrediction } from "../../../src/replicate/parse.ts";
import { refusal } from "../support.ts";

/** As Replicate's schema has it (predictions.get). */
const PREDICTION = {
  id: "gm3qorzdhgbfurvjtvhg6dckhu",
  model: "replicate/hello-world",
  version: "5c7d".repeat(16),
  input: { text: "Alice" },
  logs: "loading\nrunning\n",
  output: "hello Alice",
  data_removed: false,
  error: null,
  status: "succeeded",
  created_at: "2023-09-08T16:19:34.765994Z",
  started_at: "2023-09-08T16:19:34.779176Z",
  completed_at: "2023-09-08T16:19:34.791859Z",
  metrics: { predict_time: 0.012683, total_time: 0.025865 },
  urls: {
    web: "https://replicate.com/p/gm3qorzdhgbfurvjtvhg6dckhu",
    get: "https://api.replicate.com/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu",
  },
};
const read = (some: object = {}) => parsePrediction({ ...PREDICTION, ...some });

describe("a prediction", () => {
  it("is read", () => {
    expect(read()).toEqual({
      id: "gm3qorzdhgbfurvjtvhg6dckhu",
      version: "5c7d".repeat(16),
      status: "succeeded",
      output: "hello Alice",
      error: undefined,
      logs: "loading\nrunning\n",
      createdAt: Date.UTC(2023, 8, 8, 16, 19, 34, 765),
      startedAt: Date.UTC(2023, 8, 8, 16, 19, 34, 779),
      completedAt: Date.UTC(2023, 8, 8, 16, 19, 34, 791),
      predictSeconds: 0.012683,
      url: "https://replicate.com/p/gm3qorzdhgbfurvjtvhg6dckhu",
    });
  });

  it("that was just created has few fields", () => {
    const { id } = PREDICTION;
    const made = { id, status: "starting", created_at: PREDICTION.created_at, output: null };
    expect(parsePrediction({ ...made, logs: null, metrics: null, urls: null })).toMatchObject({
      status: "starting",
      output: null,
      logs: "",
      startedAt: undefined,
      completedAt: undefined,
      predictSeconds: undefined,
      url: undefined,
    });
    expect(parsePrediction(made)).toMatchObject({ logs: "", url: undefined });
  });

  it.each(["starting", "processing", "succeeded", "failed", "canceled", "aborted"] as const)(
    "may be %s",
    (status) => {
      expect(read({ status }).status).toBe(status);
    },
  );

  it.each(["queued", "cancelled", "", "SUCCEEDED"])(
    "with an unknown status is still running: %j",
    (status) => {
      expect(read({ status }).status).toBe("processing");
    },
  );

  it.each([
    [null, undefined],
    [undefined, undefined],
    ["CUDA out of memory", "CUDA out of memory"],
    ["", ""],
    [{ code: "E1001", detail: "oom" }, '{"code":"E1001","detail":"oom"}'],
    [7, "7"],
  ])("has the error %j as %j", (error, text) => {
    expect(read({ error }).error).toBe(text);
  });

  it.each([["text"], [["a", "b"]], [{ nested: { output: 1 } }], [0], [false], [null]])(
    "has the output unchanged: %j",
    (output) => {
      expect(read({ output }).output).toEqual(output);
    },
  );

  it.each([
    ["2023-09-08T16:19:34Z", Date.UTC(2023, 8, 8, 16, 19, 34)],
    ["2023-09-08T18:19:34+02:00", Date.UTC(2023, 8, 8, 16, 19, 34)],
    ["2023-09-08T16:19:34.123456789Z", Date.UTC(2023, 8, 8, 16, 19, 34, 123)],
    ["soon", undefined],
    ["", undefined],
    [null, undefined],
    [7, undefined],
  ])("that began at %j", (started_at, startedAt) => {
    expect(read({ started_at }).startedAt).toBe(startedAt);
  });

  it("without a time was created now", () => {
    const before = Date.now();
    const { createdAt } = read({ created_at: null });
    expect(createdAt).toBeGreaterThanOrEqual(before);
    expect(createdAt).toBeLessThanOrEqual(Date.now());
  });

  it.each<[string, object, string]>([
    ["id", { id: undefined }, '"id"'],
    ["id", { id: 7 }, '"id"'],
    ["status", { status: null }, '"status"'],
    ["logs", { logs: ["a"] }, '"logs"'],
    ["metrics", { metrics: [] }, '"metrics"'],
    ["time", { metrics: { predict_time: "1" } }, '"metrics.predict_time"'],
    ["urls", { urls: "https://x.example" }, '"urls"'],
    ["page", { urls: { web: 7 } }, '"urls.web"'],
  ])("without a proper %s is an error that names it", async (_, some, words) => {
    const error = await refusal(() => read(some));
    expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
    expect(error.message).toContain(words);
  });

  it.each([[null], [undefined], ["<html>"], [[]], [7]])("is not %j", async (body) => {
    const { problems } = await refusal(() => parsePrediction(body));
    expect(problems).toMatchObject([{ code: "response-invalid" }]);
  });
});

describe("an uploaded file", () => {
  const FILE = { id: "f1", name: "a.png", urls: { get: "https://api.replicate.com/v1/files/f1" } };

  it("is read", () => {
    expect(parseFile(FILE)).toEqual({ id: "f1", url: "https://api.replicate.com/v1/files/f1" });
  });

  it.each<[object, string]>([
    [{ ...FILE, id: null }, '"id"'],
    [{ ...FILE, urls: null }, '"urls"'],
    [{ ...FILE, urls: {} }, '"urls.get"'],
  ])("is an error that names what is wrong: %j", async (body, words) => {
    const error = await refusal(() => parseFile(body));
    expect(error.problems).toMatchObject([{ code: "response-invalid" }]);
    expect(error.message).toContain(words);
  });
});
