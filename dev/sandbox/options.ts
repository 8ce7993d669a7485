import type { GitHubOptions } from "./github/github.ts";
import type { Release } from "./mirror/mirror.ts";
import type { Account, Hardware } from "./models/account.ts";
import type { ModelSeed } from "./models/model.ts";
import type { DescriptionLimit, Settings } from "./state/settings.ts";

/** How the sandbox behaves; everything has a default. Durations are milliseconds. */
export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Pause before each answer. */
  readonly latency?: number;
  /** Divides the durations of what is asynchronous: 60 makes a minute a second. */
  readonly speed?: number;
  /** Accounts beside the first. */
  readonly accounts?: readonly (Partial<Account> & Pick<Account, "username">)[];
  /** The first account; `acme`, a user. */
  readonly account?: Partial<Account>;
  readonly hardware?: readonly Hardware[];
  readonly models?: readonly ModelSeed[];
  /** Models that an account may have (Replicate: 1,000). */
  readonly modelLimit?: number;
  /** Requests to the API per minute and token, 3,000 as documented. */
  readonly requestsPerMinute?: number;
  /** Predictions that may be created per minute and token, 600 as documented. */
  readonly predictionsPerMinute?: number;
  /** How many of them at once; as many as in a minute by default. With little credit: 6, 1 at once. */
  readonly predictionBurst?: number;
  /** From the version in the API to the first prediction that it takes. */
  readonly predictionDelay?: number;
  /** Bytes that an uploaded file may have, 100 MB as documented. */
  readonly fileLimit?: number;
  /** Whether the files of outputs want an API token. */
  readonly outputsNeedToken?: boolean;
  /** Versions on a page of versions.list. */
  readonly pageSize?: number;
  /** From the push to the version in the API. */
  readonly registrationDelay?: number | "never";
  /** From DELETE of a version to its end ("might take a few minutes"). */
  readonly deletionDelay?: number;
  /** Whether the name of a deleted model stays taken, as it was seen to; true by default. */
  readonly retiresNames?: boolean;
  /** Status of every refused deletion; 400 or 403 by default, and not known of Replicate. */
  readonly refusedDeletionStatus?: number;
  /** Characters of a model's description, and what becomes of a longer one: neither is known of Replicate. */
  readonly descriptionLimit?: DescriptionLimit;
  /** Permissions of the workflow's token, and whether the repositories are private. */
  readonly github?: GitHubOptions;
  /** How the registry asks for credentials. */
  readonly registryAuth?: "bearer" | "basic" | "none";
  /** Whether the API token is worth nothing at the registry: nothing documents that it is. */
  readonly registryRefusesApiTokens?: boolean;
  /** Seconds that a token of the registry lasts. */
  readonly registryTokenLifetime?: number;
  /** Which digest of a bundle becomes the version's id: not known of Replicate. */
  readonly bundleVersion?: "index" | "image";
  /** Bytes of the longest label that an image may have: not known of Replicate. */
  readonly labelLimit?: number;
  /** Whether a GET of a blob is redirected to a storage that asks for no credential. */
  readonly redirectsBlobs?: boolean;
  /** What the release mirror publishes, instead of the default list. */
  readonly releases?: readonly (string | Release)[];
  /** Serves this file as every release's binary: a real Cog; empty: the stand-in. Default: the variable COG_BINARY. */
  readonly cogBinary?: string;
  /** Pace of the release mirror. */
  readonly mirrorBytesPerSecond?: number;
  /** How the stand-in cog pushes; `auto`, the default, through Docker when a daemon answers. */
  readonly cogPusher?: "auto" | "docker" | "direct";
}

/** The options of the services, completed. */
export function settingsOf(options: SandboxOptions): Settings {
  const speed = options.speed ?? 1;
  const registration = options.registrationDelay ?? 0;
  return {
    speed,
    modelLimit: options.modelLimit ?? 1000,
    requestsPerMinute: options.requestsPerMinute ?? 3000,
    predictionsPerMinute: options.predictionsPerMinute ?? 600,
    predictionBurst: options.predictionBurst ?? options.predictionsPerMinute ?? 600,
    predictionDelay: (options.predictionDelay ?? 0) / speed,
    fileLimit: options.fileLimit ?? 100_000_000,
    pageSize: options.pageSize ?? 25,
    registrationDelay: registration === "never" ? Number.POSITIVE_INFINITY : registration / speed,
    deletionDelay: (options.deletionDelay ?? 1000) / speed,
    retiresNames: options.retiresNames ?? true,
    refusedDeletionStatus: options.refusedDeletionStatus,
    descriptionLimit: options.descriptionLimit ?? {
      length: Number.POSITIVE_INFINITY,
      longer: "refused",
    },
    labelLimit: options.labelLimit ?? Number.POSITIVE_INFINITY,
    redirectsBlobs: options.redirectsBlobs ?? false,
    registryAuth: options.registryAuth ?? "bearer",
    registryRefusesApiTokens: options.registryRefusesApiTokens ?? false,
    registryTokenLifetime: options.registryTokenLifetime ?? 300,
    bundleVersion: options.bundleVersion ?? "index",
  };
}
