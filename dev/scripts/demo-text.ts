/** A line of a log as the runner shows it. */
export interface LogLine {
  /** `folded`: of a group. */
  readonly kind: "plain" | "folded" | "notice" | "warning" | "error";
  readonly text: string;
}

/**
 * The log as the runner shows it: its own commands are left out, or become what they do.
 * @param isFull with what is in groups, and whole IDs; otherwise a group is one line.
 */
export function logLines(log: string, isFull: boolean): LogLine[] {
  const lines: LogLine[] = [];
  let group: { readonly title: string; length: number } | undefined;
  for (const line of log.split("\n")) {
    const [, command = "", message = ""] = /^::([a-z-]+)(?: .*?)?::(.*)$/.exec(line) ?? [];
    if (command === "group") {
      group = { title: message, length: 0 };
      if (isFull) lines.push({ kind: "folded", text: `▸ ${message}` });
    } else if (command === "endgroup") {
      if (group !== undefined && !isFull) lines.push(folded(group.title, group.length));
      group = undefined;
    } else if (command === "notice" || command === "warning" || command === "error")
      lines.push(...annotation(command, message));
    else if (command !== "" || line === "") continue;
    else if (group === undefined) lines.push({ kind: "plain", text: line });
    else if (isFull) lines.push({ kind: "folded", text: line });
    else group.length++;
  }
  return isFull ? lines : lines.map(({ kind, text }) => ({ kind, text: shortIds(text) }));
}

function folded(title: string, length: number): LogLine {
  const [command = ""] = title.split(" --");
  return { kind: "folded", text: `▸ ${command}: ${length} lines of Cog's output` };
}

/** A message may have several lines; the runner's encoding of them is undone. */
function annotation(kind: "notice" | "warning" | "error", message: string): LogLine[] {
  const [first = "", ...more] = message.replaceAll("%0A", "\n").replaceAll("%25", "%").split("\n");
  return [
    { kind, text: first },
    ...more
      .filter((text) => text.trim() !== "")
      .map((text) => ({ kind: "plain", text: `  ${text}` }) as const),
  ];
}

/** IDs of versions with their first 12 digits, as Replicate's pages have them. */
function shortIds(text: string): string {
  return text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, "$1…");
}
