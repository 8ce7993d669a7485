import { describe, expect, it } from "vitest";
import { http } from "../../dev/faults/http.ts";
import { describe as inWords } from "../../dev/faults/outcome.ts";
import { sliceOf } from "../../dev/faults/slice.ts";

/*
 * A slice of `npm run faults` in which each call that the action makes meets a fault, and each fault is met
 * by a call. Another rotation gives each call another fault.
 */

const rotation = Number(process.env["FAULTS_ROTATION"] ?? 0);
const cells = sliceOf(await http.cells(), rotation);
// What waits for a timeout begins first.
const named = cells
  .toSorted((one, other) => Number(other.isSlow) - Number(one.isSlow))
  .map((cell) => [inWords(cell), cell] as const);

describe.concurrent("a failed call costs a retry, a warning, or one clear error", () => {
  it.each(named)(
    "%s",
    async (_, cell) => {
      const { problems, said } = await cell.run();

      expect(problems, said).toEqual([]);
    },
    300_000,
  );
});

describe("the slice", () => {
  it("has every fault", () => {
    const faults = new Set(cells.map(({ fault }) => fault));
    expect([...faults].toSorted()).toEqual(Object.keys(http.columns).toSorted());
  });

  it.each([
    "GET /v1/account",
    "POST /v1/models",
    "GET /v2/",
    "POST /cog/v1/verify-token",
    "GET /releases/latest",
    "GET /github/repos/replicate/cog/releases",
    "GET /v2/acme/hotdog/blobs/*",
    "POST /v1/predictions",
    "POST /v1/files",
    "PATCH /v1/deployments/acme/live",
    "POST /v1/deployments",
    "PATCH /github/repos/acme/hotdog-app/releases/*",
    "POST /github/repos/acme/hotdog-app/deployments/*/statuses",
    "DELETE /v1/models/acme/hotdog-pr-7",
    "GET /github/repos/acme/hotdog-app/pulls",
  ])("has %s among the calls", (place) => {
    expect(cells.map((cell) => cell.place)).toContain(place);
  });
});
