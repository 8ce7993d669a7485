import { readFile } from "node:fs/promises";
import { checkPicture, comparePictures } from "../images/compare.ts";
import { JqProgram } from "./jq-program.ts";
import { validateInputs } from "./validate-inputs.ts";

/** How the thread does testing's tasks: everything that a model or a pull request can make endless. */
export function testingTasks() {
  const jq = new JqProgram();
  return {
    match: ({ pattern, text }: { pattern: RegExp; text: string }) => pattern.test(text),
    jq: ({ query, json }: { query: string; json: string }) => jq.first(query, json),
    compileJq: (query: string) => jq.compile(query),
    validateInputs,
    // Pictures are named by their paths.
    checkPicture: async (path: string) => checkPicture(await readFile(path)),
    comparePictures: async ({ expected, got }: { expected: string; got: string }) =>
      comparePictures(await readFile(expected), await readFile(got)),
  };
}
