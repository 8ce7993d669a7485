import { isRecord, type JsonRecord } from "../../../src/lib/json.ts";

/**
 * Schemas of real models, as Replicate's API gave them (the recorded answers in the tests of
 * replicate/replicate-python) or as Cog's own tests expect them; trimmed to some of the inputs.
 */

/** A version's schema that consists of these. */
export function openapi(schemas: JsonRecord): JsonRecord {
  return { openapi: "3.0.2", info: { title: "Cog", version: "0.1.0" }, components: { schemas } };
}

/** The same document with one of its schemas changed. */
export function withSchema(document: JsonRecord, name: string, schema: JsonRecord): JsonRecord {
  return openapi({ ...schemasOf(document), [name]: schema });
}

/** The same document with one input changed, or without it. */
export function withInput(
  document: JsonRecord,
  name: string,
  input: JsonRecord | undefined,
): JsonRecord {
  const Input = schemasOf(document)["Input"];
  const { properties } = isRecord(Input) ? Input : {};
  const others = Object.entries(isRecord(properties) ? properties : {}).filter(
    ([key]) => key !== name,
  );
  const all = Object.fromEntries(input === undefined ? others : [...others, [name, input]]);
  return withSchema(document, "Input", { ...(isRecord(Input) ? Input : {}), properties: all });
}

/** The same document with other inputs required. */
export function withRequired(document: JsonRecord, required: readonly string[]): JsonRecord {
  const Input = schemasOf(document)["Input"];
  return withSchema(document, "Input", { ...(isRecord(Input) ? Input : {}), required });
}

function schemasOf(document: JsonRecord): JsonRecord {
  const { components } = document;
  const schemas = isRecord(components) ? components["schemas"] : undefined;
  return isRecord(schemas) ? schemas : {};
}

const SCHEDULER = {
  enum: ["DDIM", "DPMSolverMultistep", "HeunDiscrete", "KarrasDPM", "K_EULER", "PNDM"],
  type: "string",
  title: "scheduler",
  description: "An enumeration.",
};

const SDXL_INPUTS = {
  mask: {
    type: "string",
    title: "Mask",
    format: "uri",
    "x-order": 3,
    description: "Input mask for inpaint mode.",
  },
  seed: {
    type: "integer",
    title: "Seed",
    "x-order": 11,
    description: "Random seed. Leave blank to randomize the seed",
  },
  prompt: {
    type: "string",
    title: "Prompt",
    default: "An astronaut riding a rainbow unicorn",
    "x-order": 0,
    description: "Input prompt",
  },
  scheduler: {
    allOf: [{ $ref: "#/components/schemas/scheduler" }],
    default: "K_EULER",
    "x-order": 7,
    description: "scheduler",
  },
  num_outputs: {
    type: "integer",
    title: "Num Outputs",
    default: 1,
    maximum: 4,
    minimum: 1,
    "x-order": 6,
    description: "Number of images to output.",
  },
};

/** stability-ai/sdxl a00d0b7d, 2023-08-11, Cog 0.8.5 (models-versions-get.yaml). */
export const SDXL_AUGUST = openapi({
  Input: { type: "object", title: "Input", properties: SDXL_INPUTS },
  Output: { type: "array", items: { type: "string", format: "uri" }, title: "Output" },
  scheduler: SCHEDULER,
});

/** stability-ai/sdxl 39ed52f2, 2023-11-06, Cog 0.8.6 (models-get.yaml). */
export const SDXL_NOVEMBER = openapi({
  Input: {
    type: "object",
    title: "Input",
    properties: {
      ...SDXL_INPUTS,
      replicate_weights: {
        type: "string",
        title: "Replicate Weights",
        "x-order": 17,
        description: "Replicate LoRA weights to use. Leave blank to use the default weights.",
      },
      disable_safety_checker: {
        type: "boolean",
        title: "Disable Safety Checker",
        default: false,
        "x-order": 18,
        description: "Disable safety checker for generated images.",
      },
    },
  },
  Output: { type: "array", items: { type: "string", format: "uri" }, title: "Output" },
  scheduler: SCHEDULER,
});

/** meta/llama-2-70b-chat 02e509c7, 2023-09-13, Cog 0.8.1 (predictions-stream.yaml). */
export const LLAMA = openapi({
  Input: {
    type: "object",
    title: "Input",
    required: ["prompt"],
    properties: {
      top_k: {
        type: "integer",
        title: "Top K",
        default: 50,
        minimum: 0,
        "x-order": 6,
        description: "Samples from the top k most likely tokens",
      },
      prompt: {
        type: "string",
        title: "Prompt",
        "x-order": 0,
        description: "Prompt to send to the model.",
      },
      temperature: {
        type: "number",
        title: "Temperature",
        default: 0.75,
        maximum: 5,
        minimum: 0.01,
        "x-order": 4,
        description: "Adjusts randomness of outputs",
      },
    },
  },
  Output: {
    type: "array",
    items: { type: "string" },
    title: "Output",
    "x-cog-array-type": "iterator",
    "x-cog-array-display": "concatenate",
  },
});

/** Cog's python/tests/server/test_http.py at v0.16.12: an optional object or a text. */
export const OPTIONAL_OUTPUT = openapi({
  Input: { type: "object", title: "Input", properties: {} },
  Output: {
    anyOf: [{ $ref: "#/components/schemas/ModelOutput" }, { type: "string" }],
    nullable: true,
    title: "Output",
  },
  ModelOutput: {
    properties: {
      foo_number: { default: "42", title: "Foo Number", type: "integer" },
      foo_string: { title: "Foo String", type: "string", nullable: true },
    },
    type: "object",
    title: "ModelOutput",
  },
});

/** Cog's python/tests/server/test_http.py at v0.16.12: an output of the predictor's own class. */
export const OBJECT_OUTPUT = openapi({
  Input: { type: "object", title: "Input", properties: {} },
  Output: { $ref: "#/components/schemas/MyOutput", title: "Output" },
  MyOutput: {
    title: "MyOutput",
    type: "object",
    properties: {
      foo_number: { title: "Foo Number", type: "integer", default: "42" },
      foo_string: { title: "Foo String", type: "string", default: "meaning of life" },
    },
  },
});

/** Cog's python/tests/server/test_http.py at v0.16.12: a training beside the prediction. */
export const TRAINING = openapi({
  Input: { type: "object", title: "Input", properties: {} },
  Output: { title: "Output", type: "string" },
  TrainingInput: {
    title: "TrainingInput",
    type: "object",
    properties: {
      n: {
        type: "integer",
        "x-order": 0,
        title: "N",
        description: "Dimension of weights to generate",
      },
    },
    required: ["n"],
  },
  TrainingOutput: {
    title: "TrainingOutput",
    type: "object",
    properties: { weights: { type: "string", format: "uri", title: "Weights" } },
    required: ["weights"],
  },
});
