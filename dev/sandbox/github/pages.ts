import { type Call, json, type Reply } from "../http/http.ts";

const DEFAULT_PAGE = 30;
const LARGEST_PAGE = 100;

/** The page of a list that was asked for, with Link headers to the others. */
export function paged<Item>(
  call: Call,
  all: readonly Item[],
  show: (item: Item) => unknown,
): Reply {
  const asked = (name: string, fallback: number): number => {
    const number = Number(call.url.searchParams.get(name) ?? fallback);
    return Number.isInteger(number) && number > 0 ? number : fallback;
  };
  const size = Math.min(LARGEST_PAGE, asked("per_page", DEFAULT_PAGE));
  const page = asked("page", 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const link = (number: number, rel: string): string => {
    const url = new URL(call.url);
    url.searchParams.set("page", String(number));
    return `<${url.href}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link(Math.min(page - 1, last), "prev")] : []),
    ...(page < last ? [link(page + 1, "next"), link(last, "last")] : []),
    ...(page > 1 ? [link(1, "first")] : []),
  ];
  const shown = all.slice((page - 1) * size, page * size).map(show);
  return json(200, shown, links.length > 0 ? { link: links.join(", ") } : {});
}
