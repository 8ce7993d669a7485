import type { DeploymentOptions } from "../deployment/options.ts";
import type { ModelTarget } from "../model/options.ts";
import type { PreviewOptions } from "../preview/options.ts";
import type { PushOptions } from "../push/options.ts";
import type { ReleaseNotesOptions } from "../release-notes/options.ts";
import type { ReuseOptions, StaleCommitOptions } from "../reuse/options.ts";
import type { TestingOptions } from "../testing/options.ts";
import type { PlanProblem } from "./input.ts";

/** Ensure a model and its metadata. */
export interface EnsurePlan extends Settings {
  readonly kind: "ensure";
  /** Base of the paths in inputs. */
  readonly directory: string;
}

/** Push a new version of a project to a model. */
export interface PushPlan extends Settings, ReleaseOptions {
  readonly kind: "push";
  readonly push: PushOptions;
  readonly reuse: ReuseOptions;
  readonly staleCommit: StaleCommitOptions;
}

/** Test an existing version, and move the deployment to it. */
export interface PromotePlan extends Settings, ReleaseOptions {
  readonly kind: "promote";
  /** ID of the version, 64 hex digits, or `latest`. */
  readonly version: string;
  /** Base of the paths in inputs. */
  readonly directory: string;
}

/** Push the project of a pull request to a private model of its own. */
export interface PreviewPlan extends Settings {
  readonly kind: "preview";
  readonly push: PushOptions;
  readonly preview: PreviewOptions;
  readonly testing: TestingOptions;
}

/** Build the project, and stop. */
export interface BuildPlan extends Settings {
  readonly kind: "build";
  readonly push: PushOptions;
  readonly testing: TestingOptions;
}

/** Push the project to the test model, test it there, and stop. */
export interface TestPlan extends Settings {
  readonly kind: "test";
  readonly push: PushOptions;
  readonly testing: TestingOptions;
  readonly testModel: NonNullable<TestingOptions["testModel"]>;
}

/** Delete the previews of a closed pull request. */
export interface RemovePreviewPlan extends Settings {
  readonly kind: "remove-preview";
  readonly preview: PreviewOptions;
}

/** Do nothing. */
export interface SkipPlan extends Settings {
  readonly kind: "skip";
  /** Why, in sentences. */
  readonly reason: string;
}

/** What the step does. Everything that it depends on has been read by then. */
export type Plan =
  | EnsurePlan
  | PushPlan
  | PromotePlan
  | PreviewPlan
  | BuildPlan
  | TestPlan
  | RemovePreviewPlan
  | SkipPlan;

/** How a version is tested, and what is updated afterwards. */
export interface ReleaseOptions {
  readonly testing: TestingOptions;
  readonly deployment: DeploymentOptions;
  readonly releaseNotes: ReleaseNotesOptions;
  readonly record: RecordOptions;
}

/** Whether a moved deployment is recorded as a GitHub Deployment, and of which commit. */
export interface RecordOptions {
  readonly isWanted: boolean;
  /** Undefined: it can't be recorded, which is a warning. */
  readonly githubToken: string | undefined;
  /** Undefined: it is unknown, and nothing is recorded. */
  readonly commit: string | undefined;
}

export interface Settings {
  readonly target: ModelTarget;
  readonly dryRun: boolean;
  /** Notices about the decisions. */
  readonly notes: readonly string[];
  /** Why the step fails, beside what its preflight finds: invalid inputs, and contradictions. */
  readonly problems: readonly PlanProblem[];
  readonly inputs: SetInputs;
}

/** The inputs that are set, and not to their default. */
export interface SetInputs {
  readonly all: readonly string[];
  /** Those that have no effect on this command. */
  readonly unused: readonly string[];
}
