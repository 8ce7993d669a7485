import { configFile, readBuildArguments } from "./arguments.ts";
import { findDaemon } from "./daemon.ts";
import { announceBuild, buildImage } from "./image-build.ts";
import { openProject } from "./project-checks.ts";
import { begin, enter, type Run } from "./stage.ts";
import { buildName, checkReference } from "./target.ts";

/** `cog build`: read, refuse, build, and say what the image is called. */
export async function build(run: Run, words: readonly string[]): Promise<void> {
  const { version, console } = run;
  await begin(run);
  const flags = readBuildArguments(version, words);
  const project = openProject(run, configFile(flags));
  const name = buildName(project, flags.get("tag"));
  const daemon = await findDaemon(run);
  announceBuild(run, name);
  checkReference(version, project);
  await buildImage(run, { project, name, localName: name, flags, annotations: {}, daemon });
  // In every release; the mark that 0.17 put before it is for terminals.
  console.info(`\nImage built as ${name}`);
  await enter("end", run);
}
