import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/** No request leaves the machine, and as root it starts too. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
];
const LONGEST_PAGE = 4000;

/**
 * The browser of this machine.
 * @throws when there is none, saying what to install.
 */
export function findBrowser(): string {
  const named = process.env["CHROMIUM"];
  if (named) return named;
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  const found = directories
    .flatMap((directory) => PROGRAMS.map((name) => join(directory, name)))
    .find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    "There is no browser to take pictures with. Install Chromium (Debian and Ubuntu: apt-get install chromium fonts-noto-core), or name one in the variable CHROMIUM.",
  );
}

/**
 * A picture of a page, as high as its `main` is.
 * @param width CSS pixels.
 * @param scale pixels of the picture for each of them.
 * @returns PNG.
 */
export async function takePicture(
  browser: string,
  html: string,
  { width, scale }: { readonly width: number; readonly scale: number },
): Promise<Buffer> {
  const directory = await mkdtemp(join(tmpdir(), "picture-"));
  try {
    const [page, picture] = [join(directory, "page.html"), join(directory, "page.png")];
    await writeFile(page, html);
    const run = (...flags: readonly string[]) =>
      promisify(execFile)(browser, [
        ...FLAGS,
        `--user-data-dir=${join(directory, "profile")}`,
        ...flags,
        pathToFileURL(page).href,
      ]);
    const { stdout } = await run("--dump-dom", `--window-size=${width},${LONGEST_PAGE}`);
    const height = Number(/<html[^>]* data-height="(\d+)"/.exec(stdout)?.[1]);
    if (!(height > 0 && height < LONGEST_PAGE)) throw new Error(`The page is ${height} high.`);
    await run(
      `--window-size=${width},${height}`,
      `--force-device-scale-factor=${scale}`,
      `--screenshot=${picture}`,
    );
    return await readFile(picture);
  } finally {
    await rm(directory, { recursive: true, maxRetries: 3 });
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
