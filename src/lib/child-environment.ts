/**
 * The environment for programs that are no business of the step's inputs, which hold its secrets: git, docker
 * and its credential helpers, each of which starts programs that the user has configured. Cog has one of its
 * own (cog/environment.ts).
 */
export function stripActionInputs(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("INPUT_")),
  );
}
