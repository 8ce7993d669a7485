import { isRecord, type JsonRecord } from "../lib/json.ts";
import type { TestReport } from "./test-report.ts";

/** Takes the secrets out of a text. */
export type Redact = (text: string) => string;

/**
 * A test report without secrets in its inputs, outputs, errors and logs. They are taken out of the values
 * themselves: a table truncates and escapes what it shows, and part of a secret is no longer found.
 */
export function redactedTestReport(trial: TestReport, redact: Redact): TestReport {
  const lines = (log: readonly string[]): string[] => log.map(redact);
  return {
    ...trial,
    boot: { ...trial.boot, log: lines(trial.boot.log) },
    cases: trial.cases.map(({ verdict, before, ...one }) => ({
      ...one,
      name: redact(one.name),
      inputs: redactedRecord(one.inputs, redact),
      output: redactedValue(one.output, redact),
      failures: one.failures.map(({ expected, got }) => ({
        expected: redact(expected),
        got: redact(got),
      })),
      log: lines(one.log),
      verdict: verdict && {
        ...verdict,
        question: redact(verdict.question),
        answers: lines(verdict.answers),
      },
      before:
        before &&
        (before.kind === "failed"
          ? { ...before, error: redact(before.error) }
          : { ...before, output: redactedValue(before.output, redact) }),
    })),
  };
}

function redactedRecord(record: JsonRecord, redact: Redact): JsonRecord {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [redact(key), redactedValue(value, redact)]),
  );
}

function redactedValue(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((entry) => redactedValue(entry, redact));
  return isRecord(value) ? redactedRecord(value, redact) : value;
}
