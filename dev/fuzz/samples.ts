/*
 * What the services answer with, and payloads of events, before a property changes them.
 */

export const ID = "5c7d".repeat(16);

/** A version's schema as Cog writes it. */
export const SCHEMA = {
  openapi: "3.0.2",
  components: {
    schemas: {
      Input: {
        type: "object",
        required: ["prompt"],
        properties: {
          prompt: { type: "string", title: "Prompt", "x-order": 0 },
          size: { allOf: [{ $ref: "#/components/schemas/size" }], default: "small" },
          image: { type: "string", format: "uri", nullable: true },
          steps: { type: "integer", minimum: 1, maximum: 50, default: 20 },
        },
      },
      size: { enum: ["small", "large"], type: "string", description: "An enumeration." },
      Output: { type: "array", items: { type: "string" }, "x-cog-array-type": "iterator" },
    },
  },
};

export const VERSION = { id: ID, openapi_schema: SCHEMA };
export const MODEL = {
  ...{ owner: "acme", name: "hotdog", url: "https://replicate.com/acme/hotdog" },
  ...{ visibility: "private", is_official: false, description: null, github_url: null },
  ...{ license_url: null, paper_url: null, cover_image_url: null, latest_version: VERSION },
  default_example: { input: { prompt: "hi" } },
};
export const PREDICTION = {
  ...{ id: "p1", status: "succeeded", output: ["a", "b"], error: null, logs: "a\nb" },
  ...{ created_at: "2026-01-01T00:00:00Z", started_at: null, completed_at: null },
  ...{ metrics: { predict_time: 2 }, urls: { web: "https://replicate.com/p/p1" } },
};
export const DEPLOYMENT = {
  ...{ owner: "acme", name: "live" },
  current_release: {
    ...{ number: 1, model: "acme/hotdog", version: ID },
    configuration: { hardware: "cpu", min_instances: 0, max_instances: 1 },
  },
};
export const MANIFEST = {
  schemaVersion: 2,
  config: { digest: `sha256:${ID}`, size: 10 },
  layers: [{ digest: `sha256:${ID}`, size: 20 }],
};
export const INDEX = { schemaVersion: 2, manifests: [{ digest: `sha256:${ID}`, size: 10 }] };
export const PULL = {
  action: "opened",
  number: 7,
  pull_request: {
    number: 7,
    head: { sha: "a".repeat(40), ref: "topic", repo: { full_name: "acme/app" } },
    base: { sha: "b".repeat(40), ref: "main", repo: { full_name: "acme/app" } },
    user: { login: "mona" },
  },
};
export const PUSH = { ref: "refs/heads/main", before: "a".repeat(40), after: "b".repeat(40) };
export const GROUP = { merge_group: { base_sha: "a".repeat(40), head_sha: "b".repeat(40) } };
export const RUN = { workflow_run: { event: "pull_request", head_sha: "a".repeat(40) } };
