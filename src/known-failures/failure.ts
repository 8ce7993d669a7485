/** One thing that goes wrong, as it shows in the output of Cog and of what Cog runs. */
export interface Failure {
  readonly code: string;
  /**
   * Words of one line. Lines can be a megabyte long and are anybody's: nothing in a pattern repeats without
   * a bound, so that the time it takes grows with the line and no faster.
   */
  readonly pattern: RegExp;
  /** What happened, in the words of the action's inputs. */
  readonly message: string;
  readonly hint: string;
  /** Where the words, or the way out, come from: threads, source files, documentation. */
  readonly source: string;
  /** Whether the same push may well succeed a little later. Of a push only: a build is never repeated. */
  readonly isTransient?: true;
}
