/** How much is measured. */
export interface Scale {
  /** Runs of whatever takes seconds. */
  readonly runs: number;
  /** Runs of the start of the process. */
  readonly starts: number;
  /** Bytes of build output. */
  readonly output: number;
  readonly projects: number;
  readonly files: number;
  readonly versions: number;
  /** Pages of a list of versions that has no end. */
  readonly pages: number;
}

export const FULL: Scale = {
  ...{ runs: 7, starts: 25, output: 1_000_000_000 },
  ...{ projects: 500, files: 50_000, versions: 200, pages: 1000 },
};

/** For trying the bench itself. */
export const QUICK: Scale = {
  ...{ runs: 1, starts: 3, output: 50_000_000 },
  ...{ projects: 50, files: 1000, versions: 30, pages: 50 },
};
