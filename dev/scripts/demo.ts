import { writeFile } from "node:fs/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { styleText } from "node:util";
import { demoPage, type ShownScene } from "./demo-page.ts";
import { logLines } from "./demo-text.ts";
import { type Scene, Stage } from "./stage.ts";

const PAGE = fileURLToPath(new URL("../../demo.html", import.meta.url));
/** The outputs that a short demo shows. */
const MAIN_OUTPUTS = ["status", "version", "preview", "schema-changes", "deployment-release"];
const USAGE = `npm run demo [-- --full]

Runs the action in the sandbox, and writes what GitHub would show to demo.html.
--full  prints Cog's output, all outputs, and all pages, too`;

type Play = (stage: Stage) => Promise<Scene>;

/** A use of the action, what to look at, and whether the step passes. */
interface Script {
  readonly title: string;
  readonly notice: string;
  readonly play: Play;
  readonly passes: boolean;
}

const SCRIPTS: readonly Script[] = [
  {
    title: "A push with mistakes",
    notice: "all mistakes are reported at once, with how to fix each, before anything is built.",
    play: (stage) => stage.mistakenPush(),
    passes: false,
  },
  {
    title: "A push creates the model",
    notice: "the model is private, and its version is confirmed by Replicate's API.",
    play: (stage) => stage.push(),
    passes: true,
  },
  {
    title: "A pull request adds an input",
    notice: "a private preview model of its own, and a comment with what changes for callers.",
    play: async (stage) => {
      await stage.addInput();
      return await stage.pullRequest("opened");
    },
    passes: true,
  },
  {
    title: "The pull request is closed",
    notice: "the preview is deleted, and the comment says so.",
    play: (stage) => stage.pullRequest("closed"),
    passes: true,
  },
  {
    title: "A release is published",
    notice:
      "the version passes its test on a private model first; then it is pushed, and deployed.",
    play: (stage) => stage.release("v1.0.0"),
    passes: true,
  },
  {
    title: "A release would break callers",
    notice: "the input is removed again, so the step fails before it pushes: nobody is affected.",
    play: async (stage) => {
      await stage.removeInput();
      return await stage.release("v1.1.0");
    },
    passes: false,
  },
  {
    title: "A rollback by hand",
    notice: "no build: the deployment serves an older version, after a check that it starts.",
    play: (stage) => stage.rollBack(),
    passes: true,
  },
];

function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

function printHeading(text: string): void {
  console.log(`\n${paint("bold", text)}`);
}

function printLog(log: string, isFull: boolean): void {
  for (const { kind, text } of logLines(log, isFull)) {
    if (kind === "plain") console.log(`   ${text}`);
    else if (kind === "folded") console.log(`   ${paint("dim", text)}`);
    else console.log(`   ${paint(COLORS[kind], `[${kind}]`)} ${text}`);
  }
}

const COLORS = { notice: "cyan", warning: "yellow", error: "red" } as const;

function printOutputs(outputs: Scene["result"]["outputs"], isFull: boolean): void {
  if (isFull) {
    for (const [name, value] of Object.entries(outputs)) console.log(`   ${name}=${value}`);
    return;
  }
  const shown = MAIN_OUTPUTS.filter((name) => outputs[name] !== undefined).map(
    (name) => `${name}=${(outputs[name] ?? "").slice(0, 12)}`,
  );
  console.log(`   ${paint("green", "Outputs:")} ${shown.join("  ")}`);
}

function printPages({ texts }: Scene): void {
  for (const [name, markdown] of Object.entries(texts)) {
    console.log(`\n   ${paint("underline", `The ${name}`)}\n`);
    console.log(markdown);
  }
}

async function playAll(stage: Stage, isFull: boolean): Promise<ShownScene[]> {
  const shown: ShownScene[] = [];
  for (const [index, { title, notice, play, passes }] of SCRIPTS.entries()) {
    printHeading(`${index + 1}. ${title}`);
    console.log(`   ${paint("magenta", "What to see:")} ${notice}\n`);
    const scene = await play(stage);
    printLog(scene.result.log, isFull);
    printOutputs(scene.result.outputs, isFull);
    if (isFull) printPages(scene);
    shown.push({ title, notice, scene });
    if ((scene.result.code === 0) !== passes) {
      console.error(`This step was expected to ${passes ? "pass" : "fail"}.`);
      process.exitCode = 1;
    }
  }
  return shown;
}

async function main(args: readonly string[]): Promise<void> {
  const [flag, ...rest] = args;
  if (rest.length > 0 || (flag !== undefined && flag !== "--full")) {
    console.log(USAGE);
    process.exitCode = flag === "--help" ? 0 : 1;
    return;
  }
  console.log(
    "push-to-replicate in its sandbox: no account, no Docker, nothing leaves this machine",
  );
  const stage = await Stage.create();
  try {
    const shown = await playAll(stage, flag === "--full");
    await writeFile(PAGE, demoPage(shown));
    printHeading("See it as GitHub shows it");
    console.log(`   Summaries, comment, release notes, and test report: ${pathToFileURL(PAGE)}`);
    if (flag === undefined)
      console.log("   For Cog's output and all outputs: npm run demo -- --full");
  } finally {
    await stage.close();
  }
}

await main(process.argv.slice(2));
