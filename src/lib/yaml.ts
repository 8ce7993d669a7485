import { YAMLParseError } from "yaml";
import { errorMessage } from "./errors.ts";

/** Why a text cannot be read as YAML, or not be written as JSON, as a sentence without its end. */
export function yamlFault(error: unknown): string {
  if (error instanceof YAMLParseError && error.code === "MULTIPLE_DOCS")
    return "It has more than one YAML document";
  // JSON.stringify's error.
  if (error instanceof TypeError) return "An alias in it refers to its own value";
  const [line = ""] = errorMessage(error).split("\n");
  return line.replace(/[:.]$/, "");
}
