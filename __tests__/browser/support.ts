import { afterAll, beforeAll } from "vitest";
import { Browser, findBrowser, type Page } from "../../dev/scripts/browser.ts";

/** A machine that starts many browsers at once is slow. */
export const TIMEOUT = 180_000;

/**
 * Looks for Chromium. Without it the tests are skipped, loudly; with BROWSER_TESTS=required that is a failure.
 */
export function requireBrowser(): string | undefined {
  try {
    return findBrowser();
  } catch (error) {
    if (process.env["BROWSER_TESTS"] === "required") throw error;
    console.warn("\n!!! SKIPPED: the browser tests, since Chromium could not be found.\n");
    return undefined;
  }
}

/** One browser for the tests of a file. */
export function useBrowser(program: string | undefined): { readonly open: Browser["open"] } {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (program !== undefined) browser = await Browser.start(program);
  }, TIMEOUT);
  afterAll(async () => await browser?.close(), TIMEOUT);
  return {
    open: (url, width) => {
      if (browser === undefined) throw new Error("The browser has not started.");
      return browser.open(url, width);
    },
  };
}

/** What is wider than the page, or than the box that would cut it off: tags, with the beginning of their texts. */
export async function overflowing(page: Page): Promise<unknown> {
  return await page.evaluate(`(() => {
    for (const folded of document.querySelectorAll("details")) folded.open = true;
    const isCut = (element) =>
      element.scrollWidth > element.clientWidth && getComputedStyle(element).overflowX !== "visible";
    const isOutside = (element) => element.getBoundingClientRect().right > innerWidth + 1;
    const inBlock = (element) => element.closest("pre") !== null && element.tagName !== "PRE";
    return [...document.body.querySelectorAll("*")]
      .filter((element) => !inBlock(element) && (isCut(element) || isOutside(element)))
      .map((element) => element.tagName + " " + element.textContent.trim().slice(0, 60));
  })()`);
}
