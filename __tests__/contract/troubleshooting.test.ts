import { describe, expect, it } from "vitest";
import { FAILURES } from "../../dev/scripts/known-failures.ts";
import {
  BUILD_SAMPLES,
  COG_SAMPLES,
  REFUSAL_SAMPLES,
  TRANSIENT_SAMPLES,
} from "../unit/failure-samples.ts";
import { textOf } from "./repository.ts";

const PAGE = textOf("docs/troubleshooting.md");
const SAMPLES = [...COG_SAMPLES, ...BUILD_SAMPLES, ...REFUSAL_SAMPLES, ...TRANSIENT_SAMPLES];

/** The code of each row, and the log lines that it shows. */
function rowsOf(name: string): { readonly code: string; readonly shown: readonly string[] }[] {
  const [, table = ""] =
    new RegExp(`<!-- failures: ${name} -->\\n([\\s\\S]*?)<!-- /failures`).exec(PAGE) ?? [];
  return table
    .split("\n")
    .slice(2)
    .filter((row) => row !== "")
    .map((row) => ({
      code: /\[`([a-z0-9-]+)`\]\(#/.exec(row)?.[1] ?? "",
      shown: [...(row.split(" | ")[0] ?? "").matchAll(/`` (.+?) ``|`([^`]+)`/g)].map(
        ([, quoted, plain]) => (quoted ?? plain ?? "").replaceAll("\\|", "|"),
      ),
    }));
}

/** Whether a sample has the text, parts of which may be left out. */
function isFrom(shown: string, sample: string): boolean {
  return shown.split("…").every((part) => sample.toLowerCase().includes(part.toLowerCase()));
}

describe.each(Object.entries(FAILURES))("the causes in the part %s", (name, part) => {
  const rows = rowsOf(name);

  it("match the catalogue", () => {
    expect(rows.map(({ code }) => code)).toEqual(part.map(({ code }) => code));
  });

  it.each(rows)("$code: is shown by recorded log lines", ({ code, shown }) => {
    const samples = SAMPLES.filter(([, sampled]) => sampled === code).map(([, , line]) => line);
    expect(shown).not.toEqual([]);
    const unknown = shown.filter((text) => !samples.some((sample) => isFrom(text, sample)));
    expect(unknown).toEqual([]);
  });
});
