/** The deployment to move to the version, if any. */
export type DeploymentOptions = { readonly kind: "none" } | NamedDeployment;

/** A deployment, and its settings. */
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
}
