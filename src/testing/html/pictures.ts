import pMap from "p-map";
import { pictureType } from "../images/picture.ts";
import { isImageUrl, urlsIn } from "../output.ts";
import type { RemoteFiles } from "../remote-files.ts";
import type { CaseReport } from "../test-report.ts";

/** Pictures as `data:` URLs, by the URLs that outputs have. */
export type Pictures = ReadonlyMap<string, string>;

/** Of all pictures together, encoded; the page must stay below 10 MB. Bytes. */
const MAX_TOTAL = 9_000_000;
const MAX_PER_OUTPUT = 8;
const CONCURRENCY = 4;
/** For all downloads together. */
const MAX_SECONDS = 60;

const DATA_URL = /^data:image\/(?:png|jpeg|gif|webp|avif);base64,[a-z0-9+/]+=*$/i;

/** The URLs of the pictures that a report shows: the outputs, and what they are compared with. */
export function pictureUrls({ output, before, expectedUrl }: CaseReport): {
  readonly before: readonly string[];
  readonly after: readonly string[];
} {
  const previous = before?.kind === "succeeded" ? before.output : expectedUrl;
  const images = (value: unknown): string[] =>
    urlsIn(value)
      .filter((url) => DATA_URL.test(url) || isImageUrl(url))
      .slice(0, MAX_PER_OUTPUT);
  return { before: images(previous), after: images(output) };
}

/** Reads the pictures of a report, as far as they can be read and fit: Replicate deletes output files after an hour. */
export async function readPictures(
  cases: readonly CaseReport[],
  files: Pick<RemoteFiles, "bytes">,
): Promise<Pictures> {
  const pictures = new Map<string, string>();
  const urls = cases.map(pictureUrls).flatMap(({ before, after }) => [...before, ...after]);
  const deadline = Date.now() + MAX_SECONDS * 1000;
  let total = 0;
  const read = async ([url, uses]: [string, string[]]): Promise<void> => {
    const picture = DATA_URL.test(url) ? url : dataUrl(await files.bytes(url, MAX_TOTAL, deadline));
    const length = (picture?.length ?? 0) * uses.length;
    if (picture === undefined || total + length > MAX_TOTAL) return;
    total += length;
    pictures.set(url, picture);
  };
  await pMap(
    Map.groupBy(urls, (one) => one),
    read,
    { concurrency: CONCURRENCY },
  );
  return pictures;
}

function dataUrl(bytes: Uint8Array | undefined): string | undefined {
  const type = bytes && pictureType(bytes);
  return type && `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;
}
