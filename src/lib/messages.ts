/** A message without its words: a stable code, which tests assert, and values. */
export interface Message {
  readonly code: string;
}

/** The names of a text's placeholders. */
type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** The messages of a table of texts by their codes: each has a value for each placeholder of its text. */
export type MessageOf<Texts> = {
  [Code in keyof Texts]: { readonly code: Code } & {
    readonly [Name in Names<Texts[Code]>]: string;
  };
}[keyof Texts];

/** Returns a function that puts a message in the words of its table, with short commits. */
export function formatterOf<const Texts extends Readonly<Record<string, string>>>(
  texts: Texts,
): (message: MessageOf<Texts>) => string {
  return (message) => {
    const values = new Map(Object.entries(message));
    return (texts[message.code] ?? "").replace(/\{(\w+)\}/g, (_, name: string) =>
      String(values.get(name)).replace(/^([0-9a-f]{7})[0-9a-f]{33}$/, "$1"),
    );
  };
}
