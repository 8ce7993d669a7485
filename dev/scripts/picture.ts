import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Browser, findBrowser } from "./browser.ts";
import { githubCard, githubPage } from "./github-page.ts";
import { type Scene, Stage } from "./stage.ts";

/** CSS pixels, and pixels for each: the README shows both pictures beside each other, at some 430 CSS pixels. */
const SIZE = { width: 720, scale: 1.3 };
/** Bytes; a README has to load quickly. */
const LARGEST = 200_000;

/** What the pictures show, played as the demo does. */
async function play(): Promise<{ readonly summary: string; readonly comment: string }> {
  const stage = await Stage.create();
  try {
    await stage.push();
    await stage.release("v1.0.0");
    await stage.addInput();
    const comment = textOf(await stage.pullRequest("opened"), "comment");
    const summary = textOf(await stage.release("v1.1.0"), "job summary");
    return { summary, comment };
  } finally {
    await stage.close();
  }
}

function textOf({ result, texts }: Scene, name: string): string {
  const text = texts[name];
  if (result.code !== 0 || !text) throw new Error(result.log);
  return text;
}

async function draw(browser: Browser, name: string, html: string): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "picture-"));
  try {
    const file = join(directory, "page.html");
    await writeFile(file, html);
    const page = await browser.open(pathToFileURL(file).href, SIZE.width);
    const png = await page.picture(SIZE.scale);
    if (png.length > LARGEST) throw new Error(`${name} has ${png.length} bytes.`);
    await writeFile(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), png);
    console.log(`docs/${name}: ${png.length} bytes`);
  } finally {
    await rm(directory, { recursive: true });
  }
}

try {
  const program = findBrowser();
  const { summary, comment } = await play();
  const browser = await Browser.start(program);
  try {
    const author = `<b>github-actions</b> <span class="label">bot</span> commented`;
    await draw(browser, "summary.png", githubPage(githubCard(summary, "<b>release</b> summary")));
    await draw(browser, "comment.png", githubPage(githubCard(comment, author)));
  } finally {
    await browser.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
