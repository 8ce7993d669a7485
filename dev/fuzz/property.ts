import fc from "fast-check";
import { ActionError } from "../../src/lib/errors.ts";

/** Something that holds whatever is given. */
export interface Property {
  /** `inputs: any text in one of them` */
  readonly name: string;
  readonly holds: fc.IRawProperty<unknown>;
}

/** A property of one thing that is given. `check` throws, or returns false, where it does not hold. */
export function property<T>(
  name: string,
  given: fc.Arbitrary<T>,
  check: (given: T) => boolean | undefined | Promise<boolean | undefined>,
): Property {
  return { name, holds: fc.asyncProperty(given, async (value) => await check(value)) };
}

/**
 * What a function makes of what is given: a value, or the one error that people are meant to read.
 * @param names whether a problem says what it is about.
 * @returns undefined when it was refused.
 * @throws anything else that it throws.
 */
export async function valueOrRefusal<T>(
  run: () => T | Promise<T>,
  names: (problem: string) => boolean = () => true,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
    const nameless = error.problems.find(({ message: what }) => !names(what));
    if (nameless) throw new Error(`does not name what is wrong: ${nameless.message}`);
    return undefined;
  }
}
