/** What happens when a version would break callers: a warning, a failure, or no comparison. */
export type CompatibilityMode = "warn" | "fail" | "off";
