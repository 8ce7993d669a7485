import fc from "fast-check";
import { readAction } from "../../__tests__/contract/repository.ts";
import { isTemplate, modelFrom } from "../../src/discover/model-template.ts";
import { parseSettings } from "../../src/discover/settings.ts";
import { endpoint } from "../../src/http/endpoint.ts";
import { readInputs } from "../../src/inputs/action.ts";
import { readDiscoverInputs } from "../../src/inputs/discover-inputs.ts";
import { readSweepInputs } from "../../src/inputs/sweep-inputs.ts";
import { refuseProblems } from "../../src/lib/errors.ts";
import { parseImageName, parseModelName } from "../../src/lib/model-name.ts";
import { previewName } from "../../src/preview/name.ts";
import { readContext } from "../../src/runtime/context.ts";
import { type Property, property, valueOrRefusal } from "./property.ts";
import { text } from "./texts.ts";

const context = readContext({
  RUNNER_TEMP: "/temp",
  RUNNER_TOOL_CACHE: "/tools",
  HOME: "/home/me",
});

/** Texts that are nearly what inputs take. */
const likely = fc.oneof(
  fc.constantFrom(
    "true",
    "FALSE",
    "yes",
    "auto",
    "latest",
    "^0.22",
    "v0.22.0",
    "0.22",
    "1e3",
    "-1",
  ),
  fc.constantFrom("acme/hotdog", "acme/{name}-{number}", "{branch}", 'HF=a\n"B=c', "id=NAME", "[]"),
  fc.webUrl({ withFragments: true, withQueryParameters: true }),
  fc.float().map(String),
  fc.tuple(text, text).map((parts) => parts.join("/")),
  fc
    .tuple(fc.constantFrom("https://", "http://localhost", "http://[::1]", "javascript:"), text)
    .map((parts) => parts.join("")),
  fc
    .tuple(fc.constantFrom('"', "a=", "a=b\n", "{owner}/{"), text, text)
    .map((parts) => parts.join("")),
);

const any = fc.oneof(text, likely);

/** Runs with these inputs, and no word of it on the standard output: each secret is printed as a mask. */
export function withInput<T>(name: string, value: string, run: () => T): T {
  const variable = `INPUT_${name.toUpperCase()}`;
  const write = process.stdout.write;
  process.stdout.write = () => true;
  process.env[variable] = value;
  try {
    return run();
  } finally {
    delete process.env[variable];
    process.stdout.write = write;
  }
}

/** A property of every input of an action: it is read, or one error names it. */
function everyInput(action: string, path: string, read: () => unknown): Property {
  const names = [...readAction(path).inputs.keys()];
  return property(
    `inputs: any text in one of ${action}`,
    fc.tuple(fc.constantFrom(...names), any),
    async ([name, value]) => {
      await valueOrRefusal(
        () => withInput(name, value, read),
        (problem) => problem.startsWith(`Input ${name} is `),
      );
      return true;
    },
  );
}

const RULES = { names: ["hardware", "secrets"], findProblems: () => [] };

export const INPUTS: readonly Property[] = [
  everyInput("push", "action.yml", () => {
    const { problems, secretProblems } = readInputs(context);
    return refuseProblems([...problems, ...secretProblems]);
  }),
  everyInput("sweep", "sweep/action.yml", () => refuseProblems(readSweepInputs(context).problems)),
  everyInput("discover", "discover/action.yml", readDiscoverInputs),
  property("inputs: any text as a settings file", any, (text) => {
    const { keys, problems } = parseSettings(text, "settings.yml", RULES);
    const isKnown = keys.every((key) => key === "hardware");
    return isKnown || problems.some(({ code }) => code === "settings-invalid");
  }),
  property("inputs: any text as the address of a service", any, async (value) => {
    const base = await valueOrRefusal(
      () => endpoint("VARIABLE", value),
      (problem) => problem.includes("VARIABLE"),
    );
    if (base === undefined) return true;
    const { protocol, hostname, username, password } = new URL(base);
    const isLocal = /^(localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
    return (protocol === "https:" || isLocal) && username + password === "";
  }),
  property("inputs: any text as a model's name", any, (value) => {
    const name = parseModelName(value);
    parseImageName(value);
    return (
      name === undefined ||
      (`${name.owner}/${name.name}` === value && /^[a-z0-9._/-]+$/.test(value))
    );
  }),
  property(
    "inputs: any template and any branch make a preview's name, or none",
    fc.tuple(any, text, fc.option(fc.double(), { nil: undefined })),
    async ([template, branch, number]) => {
      const parts = { owner: "acme", name: "hotdog", branch, number };
      const name = await valueOrRefusal(() => previewName(template, parts));
      if (name === undefined) return true;
      const full = `${name.owner}/${name.name}`;
      return parseModelName(full) !== undefined && full !== "acme/hotdog";
    },
  ),
  property(
    "inputs: any template and any directory make a model's name, or none",
    fc.tuple(any, text, text),
    ([template, directory, configFile]) => {
      if (!isTemplate(template)) return true;
      const name = modelFrom(template, { directory, path: directory, configFile });
      return name === undefined || parseModelName(`${name.owner}/${name.name}`) !== undefined;
    },
  ),
];
