/** The deployment to move to the version, if any. */
export type DeploymentOptions = DeploymentChoice | DeploymentByRelease;

export type DeploymentChoice = { readonly kind: "none" } | NamedDeployment;

/** One deployment for releases, and another one for pre-releases. */
export interface DeploymentByRelease {
  readonly kind: "by-release";
  readonly release: GitHubReleaseRef;
  readonly stable: DeploymentChoice;
  readonly prerelease: DeploymentChoice;
}

/** The release that a run is for: known from its event, or that of its tag. */
type GitHubReleaseRef =
  | { readonly kind: "event"; readonly isPrerelease: boolean }
  | { readonly kind: "tag"; readonly tag: string; readonly githubToken: string | undefined };

export interface NamedDeployment {
  readonly kind: "deployment";
  /** Undefined: the model's owner. */
  readonly owner: string | undefined;
  readonly name: string;
  /** Settings to update; undefined ones are left as they are. */
  readonly asked: {
    readonly hardware: string | undefined;
    readonly minInstances: number | undefined;
    readonly maxInstances: number | undefined;
  };
  /** Hardware for a new deployment, when `asked` has none, and whether it is cog-safe-push's default. */
  readonly fallback: {
    readonly hardware: string | undefined;
    readonly isDefaultHardware: boolean;
  };
  /** Whether a move is checked by a prediction, and undone if it fails. */
  readonly check: boolean;
}

/**
 * What a prediction through the deployment shows of the version. `outdated`: another version answered. `open`: the
 * error is transient. Both are asked again.
 */
export type CheckAnswer =
  | { readonly kind: "passed" }
  | { readonly kind: "failed" | "outdated" | "open"; readonly reason: string };
