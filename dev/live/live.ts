import { randomBytes } from "node:crypto";
import { createHttp } from "../../src/http/client.ts";
import { createFetch } from "../../src/http/send.ts";
import { errorMessage } from "../../src/lib/errors.ts";
import type { ModelName } from "../../src/lib/model-name.ts";
import { createApi, type ReplicateApi } from "../../src/replicate/client.ts";
import type { Options } from "./options.ts";
import { type Answer, QUESTION_IDS, type QuestionId, unseen } from "./questions.ts";
import { Registry } from "./registry.ts";
import type { Secrets } from "./secrets.ts";

/** Something at Replicate that this run may have made, noted before it is made. */
export interface Made extends ModelName {
  readonly kind: "model" | "deployment";
}

/** A use of the action, and what came of it. */
export interface Use {
  readonly use: string;
  /** The action's output, or `canceled`. */
  readonly status: string;
  readonly seconds: number;
  /** Codes of the problems. */
  readonly problems: readonly string[];
}

/** The account of the token. */
export interface Owner {
  readonly username: string;
  readonly type: string;
}

/** One run: what it asks with, what it has made, and what it has seen. */
export class Live {
  readonly options: Options;
  readonly owner: Owner;
  readonly secrets: Secrets;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly api: ReplicateApi;
  readonly made: Made[] = [];
  readonly uses: Use[] = [];
  readonly startedAt = new Date();
  readonly #answers = new Map<QuestionId, Answer>();
  readonly #id = randomBytes(5).toString("hex");

  constructor(options: Options, owner: Owner, secrets: Secrets, signal: AbortSignal) {
    this.options = options;
    this.owner = owner;
    this.secrets = secrets;
    this.signal = signal;
    this.api = connect(options, options.apiToken, signal);
  }

  /** A name that nothing else has. */
  name(suffix = ""): ModelName {
    return { owner: this.owner.username, name: `push-to-replicate-live-${this.#id}${suffix}` };
  }

  /** Notes what is about to be made. */
  make(kind: Made["kind"], name: ModelName): ModelName {
    this.made.push({ kind, ...name });
    return name;
  }

  /** The registry, for the repository of a model, by a token. */
  registry({ owner, name }: ModelName, token: string): Registry {
    return new Registry({
      host: this.options.registryHost,
      repository: `${owner}/${name}`,
      username: this.owner.username,
      password: token,
      signal: this.signal,
    });
  }

  /** Prints progress. */
  note(text: string): void {
    console.error(this.secrets.redact(text));
  }

  /**
   * Asks a question. That it cannot be asked is an answer, too.
   * @throws the signal's reason when the run is interrupted.
   */
  async ask(id: QuestionId, probe: () => Promise<Answer>): Promise<void> {
    try {
      this.#answers.set(id, await probe());
    } catch (error) {
      this.signal.throwIfAborted();
      this.#answers.set(id, unseen(errorMessage(error)));
    }
  }

  /** The answers to all questions; those that were not asked have the reason. */
  answers(reason: string): readonly (readonly [id: QuestionId, answer: Answer])[] {
    return QUESTION_IDS.map((id) => [id, this.#answers.get(id) ?? unseen(reason)]);
  }
}

/** The API by a token; transient errors are retried. */
export function connect(
  { apiUrl }: Pick<Options, "apiUrl">,
  token: string,
  signal: AbortSignal,
): ReplicateApi {
  const http = createHttp({ signal, fetch: createFetch(), log: () => undefined });
  return createApi(http, apiUrl, token);
}
