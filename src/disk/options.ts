/** When toolchains are removed from the runner: `auto`: on GitHub's, when space is short. */
export type FreeDisk = "auto" | "true" | "false";
