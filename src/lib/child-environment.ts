/**
 * Removes the step's inputs, which contain secrets, from the environment of git, docker, and credential helpers: each
 * of them runs programs that the user has configured. Cog has its own environment (cog/environment.ts).
 */
export function stripActionInputs(environment: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !name.startsWith("INPUT_")),
  );
}
