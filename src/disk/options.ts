/** When to remove toolchains from the runner. `auto`: on GitHub-hosted runners, if disk space is low. */
export type FreeDisk = "auto" | "true" | "false";
