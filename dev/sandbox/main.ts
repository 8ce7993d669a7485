import { parseArgs } from "node:util";
import { startSandbox } from "./server.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    latency: { type: "string" },
    speed: { type: "string" },
    username: { type: "string", default: "acme" },
    "cog-binary": { type: "string" },
    "registry-auth": { type: "string", default: "bearer" },
  },
});

const registryAuth = (["bearer", "basic", "none"] as const).find(
  (mode) => mode === values["registry-auth"],
);
if (registryAuth === undefined) throw new Error("--registry-auth is bearer, basic or none.");

const sandbox = await startSandbox({
  registryAuth,
  account: { username: values.username },
  ...(values.port !== undefined && { port: Number(values.port) }),
  ...(values.latency !== undefined && { latency: Number(values.latency) }),
  ...(values.speed !== undefined && { speed: Number(values.speed) }),
  ...(values["cog-binary"] !== undefined && { cogBinary: values["cog-binary"] }),
});

const variables = { ...sandbox.environment, REPLICATE_API_TOKEN: sandbox.apiToken };
const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${value}`);
console.log(`# A sandbox of Replicate, for the account ${sandbox.account.username}. Stop it with Ctrl+C.
${lines.join("\n")}
# The account's CLI auth token, where one is wanted: ${sandbox.cliToken}
# In the step's "with:", besides model and hardware:
#   cog-mirror: ${sandbox.mirror}
#   cog-version: 0.21.0
#   github-token: ${sandbox.githubToken}`);

for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => void sandbox.close());
