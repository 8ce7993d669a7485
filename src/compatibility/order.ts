import { isRecord } from "../lib/json.ts";
import type { Property } from "./children.ts";

/**
 * The inputs that stand elsewhere among the others than before: the fewest that have to be moved to get from
 * one order to the other, so that one input more in front of all moves none of them. The order is Cog's
 * `x-order`; the order of the keys means nothing, since Replicate's API sorts them by length.
 */
export function movedProperties(
  before: ReadonlyMap<string, Property>,
  after: ReadonlyMap<string, Property>,
): ReadonlySet<string> {
  const old = positions(before);
  const places = positions(after);
  const common = [...old.keys()].filter((name) => places.has(name));
  const sorted = [...common].sort((a, b) => place(old, a) - place(old, b));
  const kept = longestRise(sorted.map((name) => place(places, name)));
  return new Set(sorted.filter((name) => !kept.has(place(places, name))));
}

/** Each property's rank by its `x-order`, without those that have none. */
function positions(properties: ReadonlyMap<string, Property>): ReadonlyMap<string, number> {
  const ordered = [...properties].flatMap(([name, { schema }]) => {
    const order = isRecord(schema) ? schema["x-order"] : undefined;
    return typeof order === "number" ? [{ name, order }] : [];
  });
  ordered.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  return new Map(ordered.map(({ name }, rank) => [name, rank]));
}

function place(positions: ReadonlyMap<string, number>, name: string): number {
  return positions.get(name) ?? 0;
}

/** The numbers of a longest rising run, not necessarily next to each other (patience sorting). */
function longestRise(numbers: readonly number[]): ReadonlySet<number> {
  const tops: number[] = [];
  const below = new Map<number, number | undefined>();
  for (const number of numbers) {
    const pile = firstNotBelow(tops, number);
    below.set(number, tops[pile - 1]);
    tops[pile] = number;
  }
  const rise = new Set<number>();
  for (let at = tops.at(-1); at !== undefined; at = below.get(at)) rise.add(at);
  return rise;
}

/** The index of the first of the rising numbers that is not below this one, by halving. */
function firstNotBelow(rising: readonly number[], number: number): number {
  let [low, high] = [0, rising.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((rising[middle] ?? 0) < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
