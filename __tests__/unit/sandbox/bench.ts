import { onTestFinished } from "vitest";
import {
  type Sandbox,
  type SandboxOptions,
  type Script,
  startSandbox,
} from "../../../dev/sandbox/server.ts";

export const ID = "a".repeat(64);
export const OLDER = "b".repeat(64);
const SCHEMA = {
  components: {
    schemas: {
      style: { type: "string", enum: ["plain", "bold"] },
      Input: {
        type: "object",
        required: ["text"],
        properties: {
          text: { type: "string", "x-order": 0 },
          times: { type: "integer", default: 1, minimum: 1, maximum: 4, "x-order": 1 },
          style: { allOf: [{ $ref: "#/components/schemas/style" }], default: "plain" },
        },
      },
    },
  },
};
export const MODELS = [
  { owner: "acme", name: "hotdog", versions: [{ id: ID, openapiSchema: SCHEMA }, { id: OLDER }] },
  { owner: "acme", name: "judge", official: true, versions: [{ id: "c".repeat(64) }] },
  { owner: "other", name: "secret", versions: [{ id: "d".repeat(64) }] },
];
/** Makes a minute less than a second, and five seconds still something that can be seen. */
const SPEED = 100;

export type Json = Readonly<Record<string, unknown>>;
type Send = (
  method: string,
  path: string,
  body?: Json | FormData,
  headers?: Record<string, string>,
) => Promise<{ status: number; headers: Headers; body: Json }>;

export interface Bench {
  readonly sandbox: Sandbox;
  readonly send: Send;
  /** Creates a prediction of acme/hotdog, or with another `version`. */
  readonly create: (body?: Json, headers?: Record<string, string>) => ReturnType<Send>;
  /** The prediction at its end. */
  readonly run: (script: Script, headers?: Record<string, string>) => Promise<Json>;
}

export function asObject(value: unknown): Json {
  if (typeof value !== "object" || value === null) throw new Error("An object was expected.");
  return Object.fromEntries(Object.entries(value));
}

/** A sandbox with a model of two versions, for one test. */
export async function bench(options: SandboxOptions = {}): Promise<Bench> {
  const sandbox = await startSandbox({ speed: SPEED, models: MODELS, ...options });
  onTestFinished(() => sandbox.close());
  const send: Send = async (method, path, body, headers = {}) => {
    const response = await fetch(`${sandbox.origin}/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.apiToken}`, ...headers },
      ...(body !== undefined && { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed: unknown = text === "" ? {} : JSON.parse(text);
    return { status: response.status, headers: response.headers, body: asObject(parsed) };
  };
  const create: Bench["create"] = (body, headers) =>
    send("POST", "/predictions", { version: ID, input: { text: "Alice" }, ...body }, headers);
  const run: Bench["run"] = async (script, headers = {}) => {
    sandbox.scriptModel("acme/hotdog", script);
    return (await create({}, { prefer: "wait", ...headers })).body;
  };
  return { sandbox, send, create, run };
}
