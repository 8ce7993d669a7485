import { distance } from "fastest-levenshtein";

/** Characters that are compared: those of all names in a hostile schema could take minutes. */
const MAX_COMPARED = 200;

/**
 * Finds the name that is closest to a misspelled one.
 * @param maxDistance characters that may differ. A name that differs in all of them is never close.
 * @returns undefined if none is close enough.
 */
export function nearestName(
  name: string,
  candidates: Iterable<string>,
  maxDistance = Number.POSITIVE_INFINITY,
): string | undefined {
  const start = name.slice(0, MAX_COMPARED);
  const distanceTo = (candidate: string): number =>
    distance(start, candidate.slice(0, MAX_COMPARED));
  const [nearest] = [...candidates].sort((a, b) => distanceTo(a) - distanceTo(b));
  if (nearest === undefined) return undefined;
  const difference = distanceTo(nearest);
  const isClose = difference <= maxDistance && difference < Math.max(name.length, nearest.length);
  return isClose ? nearest : undefined;
}
