/** Input `build-cache`. `on` warns when the cache can't be used, `auto` only logs it. */
export const BUILD_CACHE_MODES = ["off", "on", "auto"] as const;
export type BuildCacheMode = (typeof BUILD_CACHE_MODES)[number];

/** What a plan says of the build cache. */
export interface BuildCacheOptions {
  readonly mode: BuildCacheMode;
}
