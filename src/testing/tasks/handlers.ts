import { readFile } from "node:fs/promises";
import type { TaskHandlers } from "../../lib/serve-tasks.ts";
import { checkPicture, comparePictures } from "../images/compare.ts";
import { JqProgram } from "./jq-program.ts";
import type { TestingTasks } from "./tasks.ts";
import { validateInputs } from "./validate-inputs.ts";

/** How the thread does testing's tasks. */
export function testingTasks(): TaskHandlers<TestingTasks> {
  const jq = new JqProgram();
  return {
    match: ({ pattern, text }) => pattern.test(text),
    jq: ({ query, json }) => jq.first(query, json),
    compileJq: (query) => jq.compile(query),
    validateInputs: ({ schema, inputs }) => validateInputs(schema, inputs),
    checkPicture: async (path) => checkPicture(await readFile(path)),
    comparePictures: async ({ expected, got }) =>
      comparePictures(await readFile(expected), await readFile(got)),
  };
}
