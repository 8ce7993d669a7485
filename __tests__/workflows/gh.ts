/*
 * Stands in for GitHub's `gh`: notes what it is asked in the file GH_LOG, and answers as GH_ANSWERS says, a
 * list of a pattern of its arguments and of the JSON that GitHub would answer, or null for its refusal.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync } from "node:fs";

const args = process.argv.slice(2);
const asked = args.join(" ");
appendFileSync(process.env["GH_LOG"] ?? "", `${asked}\n`);

const answers: readonly (readonly [pattern: string, answer: unknown])[] = JSON.parse(
  process.env["GH_ANSWERS"] ?? "[]",
);
const [, answer] = answers.find(([pattern]) => new RegExp(pattern).test(asked)) ?? [];
const filter = args.indexOf("--jq");

if (answer === null || (answer === undefined && filter >= 0)) {
  console.error(`gh: not found: ${asked}`);
  process.exitCode = 1;
} else if (filter >= 0) {
  const jq = spawnSync("jq", ["-r", args[filter + 1] ?? ""], {
    input: JSON.stringify(answer),
    stdio: ["pipe", "inherit", "inherit"],
  });
  process.exitCode = jq.status ?? 1;
}
