/** How a run ended that met a fault: each of the first three is as it should be. */
export const SIGNS = {
  /** All is done and right, as without the fault. */
  recovered: "✓",
  /** Failed with one clear annotation. */
  failed: "!",
  /** All that the step is for is done; what was left out is in one warning. */
  warned: "~",
  /** Something that must not be. */
  wrong: "✗",
} as const;

export type Sign = keyof typeof SIGNS;

/** What became of one cell. */
export interface Verdict {
  readonly sign: Sign;
  /** What was wrong; empty for every other sign. */
  readonly problems: readonly string[];
  /** The messages of the step. */
  readonly said: string;
  readonly seconds: number;
}

/** One thing that goes wrong in one place, in a world of its own. */
export interface Cell {
  /** The use of the action: a table of its own. */
  readonly use: string;
  /** Where it goes wrong, a row: `GET /v1/account`. */
  readonly place: string;
  /** What goes wrong, a column: `502`. */
  readonly fault: string;
  /** What tells apart the cells of one place and fault: `once`. */
  readonly variant?: string;
  /** Whether it waits rather than works, so that many can run beside each other. */
  readonly isSlow: boolean;
  /** Runs it. Rejects only when the cell itself is at fault. */
  run(): Promise<Verdict>;
}

/** A family of cells, which share the meaning of their columns. */
export interface Matrix {
  /** As `--matrix` takes it. */
  readonly name: string;
  /** Above its tables in the report. */
  readonly title: string;
  /** What was held of every cell, one sentence each. */
  readonly held: readonly string[];
  /** What the columns mean, in their order. */
  readonly columns: Readonly<Record<string, string>>;
  /** What else a reader of the tables has to know. */
  readonly note?: string;
  /** All of its cells. May run the action to find out what there is to break. */
  cells(): Promise<readonly Cell[]>;
}
