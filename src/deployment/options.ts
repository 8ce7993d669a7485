/** The deployment that is to serve the version, if there is one. */
export type DeploymentOptions = { readonly kind: "none" } | NamedDeployment;

export interface NamedDeployment {
  readonly kind: "deployment";
  /** Undefined: the model's owner. */
  readonly owner: string | undefined;
  readonly name: string;
  /** What was asked of it, and is kept in step. Undefined: left as it is. */
  readonly asked: {
    readonly hardware: string | undefined;
    readonly minInstances: number | undefined;
    readonly maxInstances: number | undefined;
  };
  /** Hardware of one that has to be created, when none was asked. */
  readonly fallbackHardware: string | undefined;
}
