/**
 * A part of a pattern for paths. From the ends of a text's beginnings that the parts before it match, it returns those
 * that it matches, too, in ascending order. Unlike a regular expression, it never looks at a place twice: the time is
 * that of the pattern's length times the text's, whoever has written the pattern.
 */
export type Part = (text: string, ends: readonly number[]) => readonly number[];

/** Matches a text that stands for itself. */
export function literal(expected: string): Part {
  return (text, ends) =>
    ends.filter((end) => text.startsWith(expected, end)).map((end) => end + expected.length);
}

/** Matches one character, by a regular expression for one. */
export function oneCharacter(set: RegExp): Part {
  return (text, ends) =>
    ends.flatMap((end) => {
      const [character = ""] = text.slice(end, end + 2);
      return set.test(character) ? [end + character.length] : [];
    });
}

/** Matches what is in one name: `*`. */
export const NAME = repeated((character, isMatch) => isMatch && character !== "/");
/** Matches anything: `**`. */
export const ANYTHING = repeated((_, isMatch) => isMatch);
/** Matches any number of directories with their slashes, none included. */
export const DIRECTORIES = repeated((character) => character === "/");

/** @param isEnd whether a match may end after a character; `isMatch` is whether it may end before it. */
function repeated(isEnd: (character: string, isMatch: boolean) => boolean): Part {
  return (text, ends) => {
    const found: number[] = [];
    let next = 0;
    let isMatch = false;
    for (let at = ends[0] ?? Infinity; at <= text.length; at++) {
      isMatch = ends[next] === at || isEnd(text.charAt(at - 1), isMatch);
      // Both halves of a surrogate pair may have led here.
      while (ends[next] === at) next++;
      if (isMatch) found.push(at);
    }
    return found;
  };
}

/** How a pattern matches a text. */
interface Match {
  /** Lengths of the text's beginnings that match. */
  readonly ends: readonly number[];
  /** Whether a text that begins with this one may match. */
  readonly isOpen: boolean;
  /** Characters that were compared, at most. */
  readonly steps: number;
}

/** Matches the beginnings of a text. */
export function matchBeginnings(parts: readonly Part[], text: string): Match {
  let ends: readonly number[] = [0];
  let isOpen = false;
  let steps = 0;
  for (const part of parts) {
    if (ends.length === 0) break;
    ends = part(text, ends);
    isOpen ||= ends.at(-1) === text.length;
    steps += text.length;
  }
  return { ends, isOpen, steps };
}
