/** Values that must not be printed, and a text without them. */
export class Secrets {
  readonly #values = new Set<string>();

  /** Adds a secret, with the forms in which HTTP sends it. */
  add(secret: string, username = ""): void {
    if (secret.trim() === "") return;
    this.#values.add(secret);
    const basic = (user: string): string => Buffer.from(`${user}:${secret}`).toString("base64");
    for (const user of new Set(["", username])) this.#values.add(basic(user));
  }

  redact(text: string): string {
    const longestFirst = [...this.#values].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((clean, secret) => clean.replaceAll(secret, "***"), text);
  }
}
