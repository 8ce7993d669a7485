import {
  MODEL_NAME_RULE,
  type ModelName,
  parseDeploymentName,
  parseModelReference,
} from "../lib/model-name.ts";
import { type InputReader, MAX_TIMEOUT_MINUTES, upTo, whole } from "./reader.ts";

/** An existing version. */
interface ExistingVersion {
  /** Undefined: the input names no model. */
  readonly model: ModelName | undefined;
  /** 64 hex digits, or `latest`: the model's latest version. */
  readonly id: string;
}

/** Limits of Replicate's OpenAPI schema (deployments.create). */
const MAX_MIN_INSTANCES = 5;
const MAX_MAX_INSTANCES = 20;

/** Reads the inputs that decide how a version is tested. */
export function readTestingInputs(read: InputReader, registryHost: string) {
  return {
    compatibility: read.oneOf("compatibility", ["warn", "fail", "off"], "warn"),
    /** YAML or JSON, or the path of a file. */
    testCases: read.text("test-cases"),
    bootCheck: read.flag("boot-check", false),
    testModel: read.model("test-model", registryHost),
    testHardware: read.text("test-hardware"),
    testTimeoutMinutes: read.number("test-timeout-minutes", upTo(MAX_TIMEOUT_MINUTES)),
    judgeModel: read.model("judge-model", registryHost),
  };
}

/** Reads the inputs that describe the deployment to move. */
export function readDeploymentInputs(read: InputReader) {
  const rule = `the name of a deployment, or ${MODEL_NAME_RULE}`;
  return {
    name: read.parsed("deployment", rule, parseDeploymentName),
    /** The deployment that a pre-release moves. */
    prerelease: read.parsed("prerelease-deployment", rule, parseDeploymentName),
    /** Whether a moved deployment is checked by a prediction. */
    check: read.flag("deployment-check", false),
    hardware: read.text("deployment-hardware"),
    minInstances: read.number("deployment-min-instances", whole(0, MAX_MIN_INSTANCES)),
    maxInstances: read.number("deployment-max-instances", whole(0, MAX_MAX_INSTANCES)),
  };
}

/** Reads `version`: also the outputs `digest`, `image`, and `version-url` of another step. */
export function readVersion(read: InputReader, registryHost: string): ExistingVersion | undefined {
  return read.parsed(
    "version",
    "latest, an ID of 64 hex digits, or owner/name and the ID, separated by a colon",
    (text) => {
      const [, prefix, id] =
        /^(?:sha256:|(.+?)(?::|@|@sha256:|\/versions\/))?([0-9a-f]{64}|latest)$/.exec(
          text.toLowerCase(),
        ) ?? [];
      if (id === undefined) return undefined;
      if (prefix === undefined) return { model: undefined, id };
      const model = parseModelReference(prefix, registryHost);
      return model && { model, id };
    },
  );
}
