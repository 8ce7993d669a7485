import { type ChildProcess, spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Readable, Writable } from "node:stream";

const PROGRAMS = ["chromium", "chromium-browser", "google-chrome", "chrome"];
/** No request leaves the machine, and as root it starts too. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--hide-scrollbars",
  "--remote-debugging-pipe",
];
/** For one answer of the browser. Milliseconds. */
const LONGEST_ANSWER = 120_000;
/** CSS pixels below which a page is shown as on a phone. */
const PHONE = 500;

/**
 * The browser of this machine.
 * @throws when there is none, saying what to install.
 */
export function findBrowser(): string {
  const named = process.env["CHROMIUM"];
  if (named) return named;
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  const found = directories
    .flatMap((directory) => PROGRAMS.map((name) => join(directory, name)))
    .find(isProgram);
  if (found !== undefined) return found;
  throw new Error(
    "Found no browser. Install Chromium (Debian and Ubuntu: apt-get install chromium fonts-noto-core), or set the variable CHROMIUM to the path of one.",
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

interface Command {
  readonly method: string;
  readonly params?: object;
  readonly sessionId?: string;
}

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly sessionId?: string;
  readonly params?: object;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

type Settle = (answer: Answer) => void;

/** Chromium without a window, driven by the Chrome DevTools Protocol on pipes: it opens no port. */
export class Browser {
  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #commands: Writable;
  readonly #waiting = new Map<string, Settle>();
  #count = 0;

  private constructor(program: string, profile: string) {
    this.#profile = profile;
    const stdio = ["ignore", "ignore", "ignore", "pipe", "pipe"] as const;
    const args = [...FLAGS, `--user-data-dir=${profile}`, "about:blank"];
    this.#process = spawn(program, args, { stdio: [...stdio] });
    const [, , , commands, answers] = this.#process.stdio;
    if (!(commands instanceof Writable && answers instanceof Readable))
      throw new Error("The browser has no pipes.");
    this.#commands = commands;
    commands.on("error", () => this.#end());
    this.#process.on("error", () => this.#end());
    this.#process.on("exit", () => this.#end());
    let text = "";
    answers.setEncoding("utf8").on("data", (chunk: string) => {
      const messages = `${text}${chunk}`.split("\0");
      text = messages.pop() ?? "";
      for (const message of messages) this.#receive(JSON.parse(message));
    });
  }

  static async start(program: string): Promise<Browser> {
    return new Browser(program, await mkdtemp(join(tmpdir(), "browser-")));
  }

  async close(): Promise<void> {
    const hasEnded = new Promise<void>((resolve) => {
      if (this.#process.exitCode !== null || this.#process.signalCode !== null) resolve();
      else this.#process.once("exit", () => resolve());
    });
    this.#process.kill("SIGKILL");
    await hasEnded;
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  /**
   * Opens a page and waits until it has loaded.
   * @param width CSS pixels; below 500, as a phone.
   */
  async open(url: string, width: number): Promise<Page> {
    const { targetId } = await this.send({
      method: "Target.createTarget",
      params: { url: "about:blank" },
    });
    const { sessionId } = await this.send({
      method: "Target.attachToTarget",
      params: { targetId, flatten: true },
    });
    const page = new Page(this, String(sessionId));
    await page.load(url, width);
    return page;
  }

  /** Sends a command, and returns its result. */
  async send(command: Command): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#count;
    const answer = this.#wait(String(id), command.method);
    this.#commands.write(`${JSON.stringify({ id, ...command })}\0`);
    const { error, result = {} } = await answer;
    if (error !== undefined) throw new Error(`${command.method}: ${error.message}`);
    return result;
  }

  /** Does something, and waits for the event that comes of it. */
  async event(name: string, sessionId: string, cause: () => Promise<unknown>): Promise<void> {
    const [{ error }] = await Promise.all([this.#wait(`${sessionId} ${name}`, name), cause()]);
    if (error !== undefined) throw new Error(`${name}: ${error.message}`);
  }

  #wait(key: string, name: string): Promise<Answer> {
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearTimeout(timer);
        this.#waiting.delete(key);
        resolve(answer);
      };
      const message = `no answer within ${LONGEST_ANSWER / 1000} s`;
      const timer = setTimeout(() => settle({ error: { message } }), LONGEST_ANSWER);
      this.#waiting.set(key, settle);
      if (this.#process.exitCode !== null) settle({ error: { message: `${name}: it has ended` } });
    });
  }

  #receive(answer: Answer): void {
    const key =
      answer.id === undefined ? `${answer.sessionId} ${answer.method}` : String(answer.id);
    this.#waiting.get(key)?.(answer);
  }

  #end(): void {
    for (const settle of [...this.#waiting.values()])
      settle({ error: { message: "the browser has ended" } });
  }
}

/** A page that has loaded. */
export class Page {
  readonly #browser: Browser;
  readonly #session: string;

  constructor(browser: Browser, session: string) {
    this.#browser = browser;
    this.#session = session;
  }

  async load(url: string, width: number): Promise<void> {
    await this.#send("Page.enable");
    await this.#send("Emulation.setDeviceMetricsOverride", {
      width,
      height: 900,
      deviceScaleFactor: 1,
      mobile: width < PHONE,
    });
    await this.#browser.event("Page.loadEventFired", this.#session, () =>
      this.#send("Page.navigate", { url }),
    );
  }

  /**
   * Evaluates an expression in the page, whatever its Content-Security-Policy is.
   * @returns its JSON value, of a promise the value it resolves to.
   */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.#send("Runtime.evaluate", {
      expression: `(async () => JSON.stringify(await (${expression})) ?? "null")()`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return JSON.parse(String(Object(result).value));
  }

  /**
   * A picture of the whole page.
   * @param scale pixels for each CSS pixel.
   * @returns PNG.
   */
  async picture(scale: number): Promise<Buffer> {
    const [width, height] = await this.#size();
    const { data } = await this.#send("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width, height, scale },
    });
    return Buffer.from(String(data), "base64");
  }

  /** Width and height of the page. CSS pixels. */
  async #size(): Promise<readonly [width: number, height: number]> {
    const size = await this.evaluate(
      "[innerWidth, Math.ceil(document.body.getBoundingClientRect().height)]",
    );
    const [width, height] = Array.isArray(size) ? size.map(Number) : [];
    if (width === undefined || height === undefined) throw new Error("The page has no size.");
    return [width, height];
  }

  #send(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    return this.#browser.send({ method, params, sessionId: this.#session });
  }
}
