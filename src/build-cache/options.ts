/** Input `build-cache`. `true` warns when the cache can't be used, `auto` only logs it. */
export type BuildCacheMode = "auto" | "true" | "false";
