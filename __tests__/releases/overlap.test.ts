import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Round } from "./overlap-driver.ts";

/** Rounds, of which the first has the seed OVERLAP_SEED, and each later one the next. CI and the nightly workflow play 50. */
const ROUNDS = process.env["OVERLAP_ROUNDS"] ?? "8";
const FIRST_SEED = process.env["OVERLAP_SEED"] ?? "1";
const TIMEOUT = 900_000;

/** What may end a run without a fault of its build: a newer commit, and a deployment that somebody else moved. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  push: [],
  release: ["stale-commit", "deployment-moved-by-other"],
  promote: ["deployment-moved-by-other"],
};

async function play(): Promise<readonly Round[]> {
  const result = join(tmpdir(), `overlap-${process.pid}.json`);
  onTestFinished(() => rm(result, { force: true }));
  const driver = join(import.meta.dirname, "overlap-driver.ts");
  const options = { maxBuffer: 256 * 1024 * 1024, timeout: TIMEOUT };
  await promisify(execFile)(process.execPath, [driver, ROUNDS, FIRST_SEED, result], options);
  return JSON.parse(await readFile(result, "utf8"));
}

describe("a push, releases, and a promotion that overlap", () => {
  it(
    "never fail for a working version, and never move a deployment back",
    { timeout: TIMEOUT },
    async () => {
      const rounds = await play();

      expect(rounds).toHaveLength(Number(ROUNDS));
      for (const round of rounds) {
        const story = `OVERLAP_SEED=${round.seed} ${JSON.stringify(round)}`;
        for (const { kind, problems } of round.runs)
          expect(ALLOWED[kind], story).toEqual(expect.arrayContaining([...problems]));
        // A promotion is to a version of an earlier round.
        const releases = round.runs.filter(({ kind }) => kind === "release");
        const released = round.moves.filter((commit) =>
          releases.some((run) => run.commit === commit),
        );
        expect(released, story).toEqual(released.toSorted((a, b) => a - b));
        if (round.moves.length > 0) expect(round.served, story).toBe(round.moves.at(-1));
      }
      const moves = rounds.flatMap((round) => round.moves);
      expect(moves.length).toBeGreaterThan(rounds.length / 2);
    },
  );
});
