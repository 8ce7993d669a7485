/** A workflow command, as the runner hears it. */
export interface Heard {
  readonly name: string;
  readonly properties: string;
  readonly data: string;
}

/** What a runner knows as a command (actions/runner, ActionCommandManager and its extensions). */
const REGISTERED =
  /^(internal-set-repo-path|set-env|set-output|save-state|add-path|add-mask|add-matcher|remove-matcher|warning|error|notice|debug|group|endgroup|echo|stop-commands)$/;

/**
 * The commands that the runner hears in a log. It parts lines at a carriage return as well, takes a line
 * that begins with `::` after any space, and one that has the older `##[` anywhere; between
 * `::stop-commands::` and its token it hears nothing.
 */
export function heardIn(log: string): Heard[] {
  const heard: Heard[] = [];
  let token: string | undefined;
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = ofNow(line, token) ?? ofOld(line);
    if (command === undefined) continue;
    if (token !== undefined) {
      if (command.name === token) token = undefined;
      continue;
    }
    if (command.name === "stop-commands") token = command.data;
    heard.push(command);
  }
  return heard;
}

function ofNow(line: string, token: string | undefined): Heard | undefined {
  const [, name = "", properties = "", data = ""] =
    /^[\s\u0085]*::([^ ]*?)(?: (.*?))?::(.*)$/s.exec(line) ?? [];
  if (name !== token && !REGISTERED.test(name)) return undefined;
  return { name, properties, data: unescaped(data) };
}

function ofOld(line: string): Heard | undefined {
  const [, name = "", properties = "", data = ""] =
    /##\[([^ \]]*)(?: ([^\]]*))?\](.*)$/s.exec(line) ?? [];
  return REGISTERED.test(name) ? { name, properties, data: unescaped(data) } : undefined;
}

function unescaped(data: string): string {
  return data.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");
}

/** Commands that only show something, whatever their words are. */
const SHOWING = /^(error|warning|notice|debug|group|endgroup)$/;

/** Commands that somebody's words have become: those that do more than show, with the word in them. */
export function injectedBy(word: string, log: string): Heard[] {
  return heardIn(log).filter(
    ({ name, properties, data }) =>
      !SHOWING.test(name) && `${properties} ${data}`.toLowerCase().includes(word),
  );
}

/** Lines that would be commands, each by another way. `evil` is in all of them. */
export const COMMANDS = [
  "::add-mask::evil",
  "::set-output name=version::evil",
  "::save-state name=private-directory::/evil",
  "::stop-commands::evil",
  "::add-path::/evil",
  "::set-env name=EVIL::evil",
  "  ::add-mask::evil",
  "\u0085::add-mask::evil",
  "##[add-mask]evil",
  "a ##[set-output name=version;]evil",
  "##[stop-commands]evil",
  "::add-mask::e%76il evil%0A::add-mask::evil",
] as const;

/** All of them as one text, parted by every kind of line end. */
export const INJECTION = `a\n${COMMANDS.join("\n")}\r${COMMANDS.join("\r")}\r\n${COMMANDS.join("\r\n")}\n`;
