/** An unterminated string is a token, too: searching for its end from each quote in it would take minutes. */
const TOKENS =
  /"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\[\s\S]|[^"\\\n])*"?|'(?:\\[\s\S]|[^'\\\n])*'?|#.*|[([{]|[)\]}]|,|[\p{L}\p{N}_]+/gu;

/**
 * Finds the lines of a predictor's parameters without parsing Python: the names after the brackets and commas of its
 * signature.
 * @param symbol the class or function that cog.yaml names after the file.
 * @param methods names of the class's method, the likely one first.
 * @returns line numbers by name, from 1 on; empty when there is no such signature.
 */
export function parameterLines(
  source: string,
  symbol: string,
  methods: readonly string[],
): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const start = signatureStart(source, symbol, methods);
  let depth = 1;
  let isName = true;
  let line = 1;
  let end = 0;
  for (const { 0: token, index } of source.slice(start).matchAll(TOKENS)) {
    if (depth === 0) break;
    line += source.slice(end, start + index).split("\n").length - 1;
    end = start + index;
    const [first = ""] = token;
    if ("([{".includes(first)) depth++;
    else if (")]}".includes(first)) depth--;
    else if (first === "," && depth === 1) isName = true;
    else if (isName && /^[\p{L}_]/u.test(token)) {
      lines.set(token, line);
      isName = false;
    }
  }
  return lines;
}

/**
 * Where the parameters begin: in the function of this name, or in the first such method after the class, or before;
 * the end of the source without one.
 */
function signatureStart(source: string, symbol: string, methods: readonly string[]): number {
  const name = symbol.replace(/\W/g, "");
  const ofClass = new RegExp(`^[ \\t]*class[ \\t]+${name}\\b`, "m").exec(source);
  const names = ofClass === null ? [name] : methods;
  const signatures = names.flatMap((one) => [
    ...source.matchAll(new RegExp(`^[ \\t]*(?:async[ \\t]+)?def[ \\t]+${one}[ \\t]*\\(`, "gm")),
  ]);
  const found = signatures.find(({ index }) => index > (ofClass?.index ?? -1)) ?? signatures[0];
  return found === undefined ? source.length : found.index + found[0].length;
}
