import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findBrowser, takePicture } from "./browser.ts";
import { githubPage } from "./github-page.ts";
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
    const comment = textOf(await stage.pullRequest("opened"), "the comment on the pull request");
    const summary = textOf(await stage.release("v1.1.0"), "the job summary");
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

async function draw(browser: string, name: string, html: string): Promise<void> {
  const png = await takePicture(browser, html, SIZE);
  if (png.length > LARGEST) throw new Error(`${name} has ${png.length} bytes.`);
  await writeFile(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), png);
  console.log(`docs/${name}: ${png.length} bytes`);
}

try {
  const browser = findBrowser();
  const { summary, comment } = await play();
  await draw(browser, "summary.png", githubPage(summary, "<b>release</b> summary"));
  const author = `<b>github-actions</b> <span class="label">bot</span> commented`;
  await draw(browser, "comment.png", githubPage(comment, author));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
