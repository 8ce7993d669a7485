import { githubCard, githubPage } from "./github-page.ts";
import type { Scene } from "./stage.ts";

/** A scene of the demo, and what to look at. */
export interface ShownScene {
  readonly title: string;
  readonly notice: string;
  readonly scene: Scene;
}

/** What GitHub has above each text. */
const HEADS: Readonly<Record<string, string>> = {
  "job summary": "<b>Job summary</b>",
  comment: '<b>github-actions</b> <span class="label">bot</span> commented on the pull request',
  "release notes": "<b>Release notes</b>",
};

const STYLE = `
  main { max-width: 862px; margin: 0 auto; }
  section { margin: 40px 0; }
  h1 { font-size: 24px; font-weight: 600; }
  section > h2 { margin: 0; font-size: 20px; font-weight: 600; }
  nav a, section > h2 a { color: inherit; }
  .card { margin-top: 16px; }
  iframe { display: block; width: 100%; border: 0; }
`;

/** One page with the texts of all scenes as GitHub shows them, and the test reports. */
export function demoPage(scenes: readonly ShownScene[]): string {
  const links = scenes.map(({ title }, index) => `<li><a href="#${index + 1}">${title}</a></li>`);
  const content = `<h1>push-to-replicate: what you see on GitHub</h1>
<p>Written by <code>npm run demo</code>, from what the action wrote in the sandbox.</p>
<nav><ol>${links.join("")}</ol></nav>
${scenes.map(section).join("\n")}`;
  return githubPage(content, STYLE);
}

function section({ title, notice, scene }: ShownScene, index: number): string {
  const cards = Object.entries(scene.texts).map(([name, markdown]) =>
    githubCard(markdown, HEADS[name] ?? name),
  );
  return `<section id="${index + 1}"><h2>${index + 1}. ${title}</h2>
<p>What to see: ${notice}</p>
${[...cards, ...report(scene)].join("\n")}</section>`;
}

/** The report is a page of its own, without scripts. */
function report({ report: html }: Scene): string[] {
  if (html === "") return [];
  const quoted = html.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return [
    `<div class="card"><div class="head"><b>Test report</b>: the HTML file of the output <code>report</code></div><iframe sandbox="allow-same-origin" title="Test report" onload="this.height = this.contentDocument.documentElement.scrollHeight" srcdoc="${quoted}"></iframe></div>`,
  ];
}
