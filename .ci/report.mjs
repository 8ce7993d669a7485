// What .ci/run reads in the reports of the tests: of the whole run and, where something failed, of the second one.
import { existsSync, readFileSync } from "node:fs";

const [what, ...reports] = process.argv.slice(2);
const [first, again] = reports.map((path) => (existsSync(path) ? readTests(path) : []));

/** A file that could not be loaded has no tests: it counts as one that failed. */
function readTests(path) {
  return JSON.parse(readFileSync(path, "utf8")).testResults.flatMap(
    ({ name, status, assertionResults }) => {
      const file = name.replace(/.*__tests__/, "__tests__");
      const tests = assertionResults.map((test) => ({
        file,
        name: test.fullName,
        status: test.status,
      }));
      return tests.length === 0 && status === "failed"
        ? [{ file, name: "(the file)", status }]
        : tests;
    },
  );
}

const failing = (tests) => tests.filter(({ status }) => status === "failed");
const key = ({ file, name }) => `${file}: ${name}`;

if (what === "files") {
  for (const file of new Set(failing(first).map(({ file }) => file))) console.log(file);
} else {
  const passedAgain = new Set(again.filter(({ status }) => status === "passed").map(key));
  const flaky = failing(first).filter((test) => passedAgain.has(key(test)));
  const failed = failing(first).filter((test) => !passedAgain.has(key(test)));
  const skipped = first.filter(({ status }) => status !== "passed" && status !== "failed");
  if (what === "counts") {
    const passed = first.filter(({ status }) => status === "passed").length + flaky.length;
    console.log(`${passed} ${failed.length}`);
  } else {
    list("Skipped tests", skipped);
    list("!!! Tests that passed only when they were run again", flaky);
    list("!!! Tests that failed", failed);
  }
}

function list(title, tests) {
  if (tests.length === 0) return;
  console.log(`${title}: ${tests.length}`);
  for (const test of tests) console.log(`- ${key(test)}`);
}
