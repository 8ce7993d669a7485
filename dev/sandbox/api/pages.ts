/** How many predictions or files are on a page, as documented of predictions.list. */
const PAGE_SIZE = 100;

/** A page of what is listed, in Replicate's form: the neighbours are absolute addresses. */
export interface Page<T> {
  readonly previous: string | null;
  readonly next: string | null;
  readonly results: readonly T[];
}

/**
 * The page that an address asks for. A cursor is an item's place in the order, not a count: what is made
 * between two requests, and comes first, puts nothing on two pages.
 */
export function pageOf<T extends { readonly id: string }>(items: readonly T[], url: URL): Page<T> {
  const cursor = Buffer.from(url.searchParams.get("cursor") ?? "", "base64url").toString();
  const [, isBackwards, id] = /^(r=1&)?p=(.+)$/.exec(cursor) ?? [];
  const place = items.findIndex((item) => item.id === id);
  const from = isBackwards === undefined ? place + 1 : Math.max(0, place - PAGE_SIZE);
  const to = isBackwards === undefined ? from + PAGE_SIZE : Math.max(0, place);
  const results = items.slice(from, to);
  const address = (direction: string, item: T | undefined) => {
    if (item === undefined) return null;
    const neighbour = new URL(url);
    const value = Buffer.from(`${direction}p=${item.id}`).toString("base64url");
    neighbour.searchParams.set("cursor", value);
    return neighbour.href;
  };
  return {
    previous: from > 0 ? address("r=1&", results.at(0)) : null,
    next: to < items.length ? address("", results.at(-1)) : null,
    results,
  };
}
