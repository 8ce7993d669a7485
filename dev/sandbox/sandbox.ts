import { setTimeout as pause } from "node:timers/promises";
import { type CogRun, CogRuns } from "./cog/runs.ts";
import type { CogScript, Stage } from "./cog/script.ts";
import { shareCog, unshareCog } from "./cog-hosts.ts";
import * as events from "./github/events.ts";
import { GitHub } from "./github/github.ts";
import { type Fault, Faults } from "./http/faults.ts";
import { type Call, type Reply, text } from "./http/http.ts";
import type { RequestRecord } from "./http/requests.ts";
import { RELEASES, type Release } from "./mirror/mirror.ts";
import { type Account, newAccount } from "./models/account.ts";
import type { DeploymentSeed, ReplicateDeployment } from "./models/deployment.ts";
import type { StoredFile } from "./models/file.ts";
import type { Model, ModelSeed, Refusal } from "./models/model.ts";
import type { OutputBytes } from "./models/outputs.ts";
import type { Script } from "./models/plan.ts";
import { type PredictionRecord, recordOfPrediction } from "./models/prediction.ts";
import type { SandboxOptions } from "./options.ts";
import { Store } from "./registry/store.ts";
import { createServices, type Service } from "./services.ts";
import { addDeployment, findDeployment } from "./state/deployments.ts";
import { addModel, findModel, newState, retire, type State } from "./state/state.ts";

type AccountSeed = Partial<Account> & Pick<Account, "username">;

const POLL_INTERVAL = 10;

/** A Replicate of one's own: its state, and the services that show it. */
export class Sandbox {
  /** The first account, with its tokens. */
  readonly account: Account;
  readonly state: State;
  readonly #images = new Store();
  /** Every request but those to the sandbox's own control, in order. */
  readonly requests: RequestRecord[] = [];
  /** Called with each request before it is answered, which waits for the promise. */
  onRequest: (request: RequestRecord) => Promise<void> | void = () => undefined;
  readonly faults = new Faults();
  /** Makers of what starts a workflow: the payloads, with the variables that the runner sets. */
  readonly events = events;
  /** What there is on GitHub (comments, releases and so on), and what the workflow's token may do. */
  readonly github: GitHub;
  readonly #cogRuns = new CogRuns();
  readonly #releases = new Map<string, Release>();
  readonly #services: readonly (readonly [prefix: string, service: Service])[];
  readonly #stop: () => Promise<void>;
  readonly #closing = new AbortController();
  /** `http://127.0.0.1:port` */
  readonly origin: string;

  /** @param stop ends the server that asks this sandbox for its answers */
  constructor(options: SandboxOptions, origin: string, stop: () => Promise<void>) {
    this.origin = origin;
    this.#stop = stop;
    shareCog(origin, () => this.#cogRuns.needsProcess);
    this.account = newAccount({ username: "acme", ...options.account });
    const closing = this.#closing.signal;
    this.state = newState({
      origin,
      closing,
      accounts: [this.account, ...(options.accounts ?? []).map(newAccount)],
      hardware: options.hardware,
      outputsNeedToken: options.outputsNeedToken,
    });
    for (const model of options.models ?? []) this.addModel(model);
    for (const release of options.releases ?? RELEASES) this.publish(release);
    this.github = new GitHub(origin, this.#releases, options.github);
    this.#services = createServices(
      {
        origin,
        state: this.state,
        images: this.#images,
        github: this.github,
        releases: this.#releases,
        faults: this.faults,
        cogRuns: this.#cogRuns,
        requests: this.requests,
      },
      options,
    );
  }

  /** What a service answers. */
  async answer(call: Call): Promise<Reply> {
    const path = `${call.url.pathname}/`;
    const service = this.#services.find(([prefix]) => path.startsWith(prefix))?.[1];
    return service === undefined ? text(404, "Nothing is here.") : await service(call);
  }

  /** `127.0.0.1:port`, as COG_REGISTRY_HOST takes it. */
  get host(): string {
    return new URL(this.origin).host;
  }

  /** What points the action, and everything else that reads these names, here. */
  get environment() {
    return {
      REPLICATE_BASE_URL: `${this.origin}/v1`,
      COG_REGISTRY_HOST: this.host,
      GITHUB_API_URL: `${this.origin}/github`,
    };
  }

  /** The input `cog-mirror`. */
  get mirror(): string {
    return `${this.origin}/releases`;
  }

  get apiToken(): string {
    return this.account.apiToken;
  }

  get cliToken(): string {
    return this.account.cliToken;
  }

  /** The workflow's token for GitHub. */
  get githubToken(): string {
    return this.github.token;
  }

  /** A token for GitHub of somebody else, who may do everything. */
  addGitHubToken(login: string, kind: "personal" | "installation"): string {
    return this.github.addToken(login, kind);
  }

  addAccount(seed: AccountSeed): Account {
    const account = newAccount(seed);
    this.state.accounts.push(account);
    return account;
  }

  addModel(seed: ModelSeed): Model {
    return addModel(this.state, seed);
  }

  /** Adds the models of another sandbox, as they are now, with their images. */
  copyModels(other: Sandbox): void {
    for (const [key, model] of other.state.models)
      this.state.models.set(key, structuredClone(model));
    this.#images.add(other.#images);
  }

  /** The model `owner/name`, as it is now. */
  model(fullName: string): Model | undefined {
    const [owner = "", name = ""] = fullName.split("/");
    return findModel(this.state, owner, name);
  }

  /** Makes `owner/name` a name that was deleted. */
  retire(fullName: string): void {
    retire(this.state, fullName);
  }

  /** Replicate will not delete a version of `owner/name`, or any of them when none is named. */
  refuseDeletion(fullName: string, refusal: Omit<Refusal, "model">): void {
    this.state.refusals.push({ ...refusal, model: fullName.toLowerCase() });
  }

  /** Takes back what was refused for `owner/name`, as when somebody deleted the deployment. */
  allowDeletion(fullName: string): void {
    const others = this.state.refusals.filter(({ model }) => model !== fullName.toLowerCase());
    this.state.refusals.splice(0, this.state.refusals.length, ...others);
  }

  /** Puts a deployment in place, of a model and a version that need not exist. */
  addDeployment(seed: DeploymentSeed): ReplicateDeployment {
    return addDeployment(this.state, seed);
  }

  /** The deployment `owner/name`, as it is now. */
  deployment(fullName: string): ReplicateDeployment | undefined {
    const [owner = "", name = ""] = fullName.split("/");
    return findDeployment(this.state, owner, name);
  }

  /** From now on predictions of `owner/name` go by this. */
  scriptModel(fullName: string, script: Script): void {
    this.state.scripts.set(fullName.toLowerCase(), script);
  }

  /** Replicate runs this version no more. */
  disableVersion(id: string): void {
    this.state.disabled.add(id);
  }

  get hasCredit(): boolean {
    return this.state.hasCredit;
  }

  /** Whether predictions are paid for; without credit they are a 402. */
  set hasCredit(hasCredit: boolean) {
    this.state.hasCredit = hasCredit;
  }

  /** The predictions of all accounts, as they are now, in order. */
  get predictions(): readonly PredictionRecord[] {
    return this.state.predictions.map((prediction) => recordOfPrediction(prediction));
  }

  /** The files that were uploaded and not deleted, in order. */
  get files(): readonly StoredFile[] {
    return this.state.files;
  }

  /** Puts a file where outputs are, and gives its address. */
  addOutput(name: string, bytes: OutputBytes, contentType?: string): string {
    return this.state.outputs.add(name, bytes, contentType);
  }

  /** Publishes a release of Cog, or makes one that is there another kind of release. */
  publish(release: string | Release): void {
    const full = typeof release === "string" ? { version: release } : release;
    this.#releases.set(full.version, full);
  }

  /** Something goes wrong with the next requests that it fits. */
  fault(fault: Fault): void {
    this.faults.add(fault);
  }

  /** The next run of the stand-in cog goes by this. */
  scriptCog(script: CogScript): void {
    this.#cogRuns.script(script);
  }

  /** Forgets the faults and scripts that are still to come. */
  calm(): void {
    this.faults.clear();
    this.#cogRuns.clear();
  }

  /** The runs of the stand-in cog, in order. */
  get cogRuns(): readonly CogRun[] {
    return this.#cogRuns.list;
  }

  /** The first run of the stand-in that enters a stage, as soon as there is one. */
  async cogReaches(stage: Stage): Promise<CogRun> {
    for (;;) {
      const run = this.cogRuns.find(({ stages }) => stages.includes(stage));
      if (run !== undefined) return run;
      await pause(POLL_INTERVAL);
    }
  }

  async close(): Promise<void> {
    unshareCog(this.origin);
    this.#closing.abort();
    await this.#stop();
  }
}
