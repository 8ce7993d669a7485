import { createApi } from "./api/router.ts";
import type { CogRuns } from "./cog/runs.ts";
import { createControl } from "./control.ts";
import type { GitHub } from "./github/github.ts";
import { createGitHub } from "./github/router.ts";
import type { Faults } from "./http/faults.ts";
import type { Call, Reply } from "./http/http.ts";
import type { RequestRecord } from "./http/requests.ts";
import { createMirror, type Release } from "./mirror/mirror.ts";
import { type SandboxOptions, settingsOf } from "./options.ts";
import { createRegistry } from "./registry/router.ts";
import type { Store } from "./registry/store.ts";
import type { State } from "./state/state.ts";

export type Service = (call: Call) => Promise<Reply>;

/** What the services show and change. */
interface Parts {
  readonly origin: string;
  readonly state: State;
  readonly images: Store;
  readonly github: GitHub;
  readonly releases: Map<string, Release>;
  readonly faults: Faults;
  readonly cogRuns: CogRuns;
  readonly requests: readonly RequestRecord[];
}

/** The services, each with the beginning of its paths. */
export function createServices(
  { origin, state, images, github, releases, faults, cogRuns, requests }: Parts,
  options: SandboxOptions,
): readonly (readonly [prefix: string, service: Service])[] {
  const settings = settingsOf(options);
  const registry = createRegistry(state, settings, images);
  const mirror = createMirror(releases, {
    origin,
    binary: (options.cogBinary ?? process.env["COG_BINARY"]) || undefined,
    bytesPerSecond: options.mirrorBytesPerSecond,
  });
  const cogPusher = options.cogPusher ?? "auto";
  return [
    ["/v1/", createApi(state, settings)],
    ["/outputs/", (call) => state.outputs.answer(call)],
    ["/v2/", registry],
    ["/token", registry],
    ["/cog/v1/", registry],
    ["/releases/", mirror],
    ["/github/", createGitHub(github.store)],
    ["/sandbox/", createControl({ faults, cogRuns, requests, cogPusher })],
  ];
}
