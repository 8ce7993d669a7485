import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { startSandbox } from "../../dev/sandbox/server.ts";
import { EXAMPLE_SCHEMA } from "../gates/production.ts";
import { OpenApi } from "./openapi.ts";

/** Where the clients are installed: node_modules/replicate, and a virtual environment of Python in python. */
const DIRECTORY = process.env["REPLICATE_CLIENTS"] ?? join(import.meta.dirname, "../..");
const MODULE = join(DIRECTORY, "node_modules/replicate");
const PYTHON = [join(DIRECTORY, "python/bin/python"), "python3"].find(
  (python) => spawnSync(python, ["-c", "import replicate"]).status === 0,
);
const VERSION = "a".repeat(64);

const CLIENTS = [
  {
    name: "JavaScript",
    isInstalled: existsSync(MODULE),
    command: () => [process.execPath, join(import.meta.dirname, "client.mjs"), MODULE],
  },
  {
    name: "Python",
    isInstalled: PYTHON !== undefined,
    command: (origin: string) => [PYTHON ?? "", join(import.meta.dirname, "client.py"), origin],
  },
];
for (const { name, isInstalled } of CLIENTS)
  if (!isInstalled)
    console.warn(
      `Skipped: Replicate's ${name} client is not installed. Install it, and set REPLICATE_CLIENTS to its directory.`,
    );

const document = OpenApi.read("REPLICATE_OPENAPI", "/v1");

for (const { name, isInstalled, command } of CLIENTS)
  it.skipIf(!isInstalled)(`Replicate's ${name} client works with the sandbox`, async () => {
    const version = { id: VERSION, openapiSchema: EXAMPLE_SCHEMA };
    const sandbox = await startSandbox({
      models: [{ owner: "acme", name: "hotdog", visibility: "public", versions: [version] }],
    });
    onTestFinished(() => sandbox.close());
    sandbox.scriptModel("acme/hotdog", ({ input }) => ({ output: `hello ${input["text"]}` }));
    const [program = "", ...argv] = command(sandbox.origin);

    const { stdout } = await promisify(execFile)(program, [...argv, VERSION], {
      env: {
        PATH: process.env["PATH"],
        ...sandbox.environment,
        REPLICATE_API_TOKEN: sandbox.apiToken,
      },
    });

    expect(JSON.parse(stdout)).toEqual({
      account: "acme",
      hardware: sandbox.state.hardware.length,
      created: "made",
      listed: ["hotdog"],
      found: ["hotdog"],
      versions: [VERSION],
      output: "hello Ada",
      predictions: 1,
      deployed: VERSION,
      none: 0,
    });
    expect(sandbox.files).toEqual([]);
    expect(sandbox.requests.flatMap((request) => document?.problems(request) ?? [])).toEqual([]);
  });
