/** Limits of one list that is read page by page. */
export interface PageLimits {
  readonly pages: number;
  /** For all pages together. */
  readonly seconds: number;
}

/** A page of Replicate and GitHub has 100 entries, and no list that this action reads has 100,000. */
export const PAGE_LIMITS: PageLimits = { pages: 1000, seconds: 120 };
