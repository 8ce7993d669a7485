import { parseDocument, type ScalarTag } from "yaml";
import { ActionError, errorMessage } from "../lib/errors.ts";
import { isRecord } from "../lib/json.ts";
import type { TestSuite } from "./options.ts";
import { toSuite } from "./suite.ts";

/**
 * Parses test cases: a list of them, or a whole cog-safe-push.yaml.
 * @param text YAML or JSON.
 * @param source name for messages: `Input test-cases`, or the file.
 * @throws {ActionError} that lists everything that is wrong.
 */
export function parseSuite(text: string, source: string): TestSuite {
  const content = parseYaml(text, source);
  const { suite, problems } = toSuite(content);
  if (problems.length > 0) throw invalidSuite(source, problems);
  return suite;
}

/** Words that PyYAML, which cog-safe-push reads its file with, takes for booleans besides true and false. */
const PYYAML_BOOLEAN: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(yes|no|on|off)$/i,
  resolve: (text) => /^(yes|on)$/i.test(text),
};

/** Reads a mapping (a cog-safe-push.yaml) as PyYAML does, and a list as YAML 1.2, where `no` is a string. */
function parseYaml(text: string, source: string): unknown {
  const content = readYaml(text, [], source);
  return isRecord(content) ? readYaml(text, [PYYAML_BOOLEAN], source) : content;
}

function readYaml(text: string, tags: readonly ScalarTag[], source: string): unknown {
  // The library counts a byte order mark as a column of the first line.
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    merge: true,
    customTags: (known) => [...tags, ...known],
  });
  const [error] = document.errors;
  if (error !== undefined) throw invalidSuite(source, [firstLine(error)]);
  try {
    const content: unknown = document.toJS({ maxAliasCount: 100 });
    // Throws for a value that contains itself.
    JSON.stringify(content);
    return content;
  } catch (cause) {
    throw invalidSuite(source, [firstLine(cause)]);
  }
}

function firstLine(error: unknown): string {
  return errorMessage(error).split("\n")[0] ?? "";
}

function invalidSuite(source: string, problems: readonly string[]): ActionError {
  return new ActionError({
    code: "test-cases-invalid",
    message: `${source} is not a valid test suite: ${problems.join("; ")}.`,
    hint: "Set test-cases to a list of test cases, each with inputs and expectations (see docs/testing.md), or to a cog-safe-push.yaml.",
  });
}
