import { createServer } from "node:http";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { hugePng } from "../../__tests__/support/huge-png.ts";
import { type LoopbackServer, listenOnLoopback } from "../sandbox/loopback.ts";
import { Machine } from "./machine.ts";
import { memory, type Observed } from "./observe.ts";
import type { Results } from "./results.ts";
import { medianOf, repeat } from "./statistics.ts";

/** What the step is given that would take all memory there is, and how it is measured. */
interface Case {
  readonly name: string;
  readonly run: (machine: Machine, host: string) => Promise<Observed<unknown>>;
}

const VERSION = "a".repeat(64);

/** The most memory that the action has had with each of them, in bytes. */
export async function measureHostile(runs: number, pages: number): Promise<Results["hostile"]> {
  const host = await startHost();
  try {
    const cases: Record<string, number> = {};
    const measure = async (run: Case["run"]): Promise<number> =>
      medianOf(await repeat(runs, () => onMachine(run, host.origin)), memory);
    for (const { name, run } of casesOf(pages)) cases[name] = await measure(run);
    const pair = await measure((machine) => comparePictures(machine, 7000));
    return { cases, pair };
  } finally {
    host.close();
  }
}

async function onMachine(run: Case["run"], host: string): Promise<Observed<unknown>> {
  const machine = await Machine.create({ latency: 0, speed: 60 });
  try {
    return await run(machine, host);
  } finally {
    await machine.close();
  }
}

function casesOf(pages: number): Case[] {
  return [
    {
      name: `${pages} pages of versions with large schemas`,
      run: (machine) => readPages(machine, pages),
    },
    { name: "an index that names itself", run: readIndex },
    { name: "output files that never end, or come slowly or later", run: readFiles },
    {
      name: "a picture of 400 megapixels",
      run: (machine) => comparePictures(machine, 20_000),
    },
    { name: "a schema of doubling `allOf`, and 20 endless patterns", run: validate },
  ];
}

/** A push that looks for its version among pages that always have a next one, and one version each, the last one again. */
async function readPages(machine: Machine, pages: number): Promise<Observed<unknown>> {
  const { sandbox } = machine;
  addModel(machine);
  const path = `/v1/models/${machine.model}/versions`;
  const text = "x".repeat(100_000);
  let page = 0;
  sandbox.onRequest = (request) => {
    if (!request.path.startsWith(`${path}?`) && request.path !== path) return;
    page += 1;
    const id = Math.min(page, pages).toString(16).padStart(64, "0");
    const next = `${sandbox.origin}${path}?page=${page}`;
    const body = { next, previous: null, results: [{ id, openapi_schema: { text } }] };
    sandbox.fault({ path, answer: { status: 200, body } });
  };
  sandbox.scriptCog({ hidesDigest: "both" });
  return machine.refused("version-unconfirmed", {});
}

/** A push whose registry answers with an index of which each entry is the index. */
async function readIndex(machine: Machine): Promise<Observed<unknown>> {
  const digest = `sha256:${"b".repeat(64)}`;
  const mediaType = "application/vnd.oci.image.index.v1+json";
  const manifests = Array.from({ length: 100 }, () => ({ mediaType, digest, size: 1000 }));
  machine.sandbox.fault({
    method: "GET",
    path: /\/manifests\//,
    by: "other",
    times: Number.MAX_SAFE_INTEGER,
    answer: {
      status: 200,
      headers: { "content-type": mediaType },
      body: { schemaVersion: 2, mediaType, manifests },
    },
  });
  return machine.action("pushed");
}

function readFiles(machine: Machine, host: string): Promise<Observed<unknown>> {
  const names = ["endless", "drip", "later"];
  const cases = names.map((name) => ({
    inputs: { output: `${host}/${name}` },
    match_url: `${host}/expected`,
  }));
  return test(machine, [{ inputs: { output: "x" } }, ...cases]);
}

/** Two pictures of one side, of another color each. */
function comparePictures(machine: Machine, side: number): Promise<Observed<unknown>> {
  const [black, white] = [0, 255].map((byte) =>
    machine.sandbox.addOutput(`${byte}.png`, hugePng(side, side, byte)),
  );
  return test(machine, [{ inputs: { output: black }, match_url: white }]);
}

function validate(machine: Machine): Promise<Observed<unknown>> {
  const schemas: Record<string, object> = { L0: { type: "object" } };
  const at = (level: number) => ({ $ref: `#/components/schemas/L${level}` });
  for (let level = 1; level <= 30; level++)
    schemas[`L${level}`] = { allOf: [at(level - 1), at(level - 1)] };
  const names = Array.from({ length: 20 }, (_, index) => `a${index}`);
  const pattern = { type: "string", pattern: "^(a+)+$" };
  const properties = {
    output: at(30),
    ...Object.fromEntries(names.map((name) => [name, pattern])),
  };
  const schema = { components: { schemas: { ...schemas, Input: { type: "object", properties } } } };
  const text = `${"a".repeat(60)}!`;
  const inputs = { output: {}, ...Object.fromEntries(names.map((name) => [name, text])) };
  return test(machine, [{ inputs, matches: "^(a+)+$" }], schema);
}

/** Tests a version that gives back its input `output`; no expectation is met. */
function test(
  machine: Machine,
  cases: readonly object[],
  schema: object = {},
): Promise<Observed<unknown>> {
  addModel(machine, schema);
  machine.sandbox.scriptModel(machine.model, ({ input }) => ({
    output: typeof input["output"] === "string" ? input["output"] : `${"a".repeat(60)}!`,
  }));
  const inputs = {
    version: VERSION,
    "test-cases": JSON.stringify(cases),
    "test-timeout-minutes": "0.1",
  };
  return machine.refused("tests-failed", { inputs });
}

function addModel({ sandbox, model }: Machine, openapiSchema: object = {}): void {
  const [owner = "", name = ""] = model.split("/");
  sandbox.addModel({ owner, name, versions: [{ id: VERSION, openapiSchema }] });
}

/** A host of output files that does not behave. */
function startHost(): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    if (request.url === "/endless")
      Readable.from(endlessly(Buffer.alloc(64 * 1024), 0)).pipe(response);
    else if (request.url === "/drip")
      Readable.from(endlessly(Buffer.from("x"), 500)).pipe(response);
    else if (request.url === "/later") response.writeHead(503, { "retry-after": "600" }).end();
    else response.end("expected");
  });
  return listenOnLoopback(server);
}

/** A piece again and again, as fast as it is read, or after a pause. */
async function* endlessly(piece: Buffer, milliseconds: number): AsyncGenerator<Buffer> {
  for (;;) {
    yield piece;
    if (milliseconds > 0) await sleep(milliseconds);
  }
}
