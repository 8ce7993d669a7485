import { describe, expect, it } from "vitest";
import { type CogEnvironmentOptions, cogEnvironment } from "../../src/cog/environment.ts";

const TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyzA";

function environmentOf(
  environment: Record<string, string>,
  surroundings: Partial<CogEnvironmentOptions> = {},
): Record<string, string> {
  return cogEnvironment({
    environment,
    tokens: [TOKEN],
    secrets: [],
    dockerConfigDirectory: "/private/docker",
    registryHost: "r8.im",
    bundle: undefined,
    commit: undefined,
    tag: undefined,
    ...surroundings,
  });
}

describe("Cog's environment", () => {
  it("is, of an empty one, what Cog reads and nothing else", () => {
    expect(environmentOf({})).toEqual({
      DOCKER_CONFIG: "/private/docker",
      COG_REGISTRY_HOST: "r8.im",
      COG_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      BUILDKIT_PROGRESS: "plain",
      BUILDX_BUILDER: "default",
    });
  });

  it.each([
    ["PATH", "/usr/bin"],
    ["HOME", "/home/runner"],
    ["DOCKER_HOST", "unix:///run/docker.sock"],
    ["DOCKER_CONTEXT", "remote"],
    ["HTTPS_PROXY", "http://proxy:3128"],
    ["COG_PUSH_OCI", "1"],
    ["COG_PUSH_CONCURRENCY", "2"],
    ["COG_CA_CERT", "/ca.pem"],
    ["GITHUB_REPOSITORY", "acme/hotdog"],
    ["RUNNER_TEMP", "/tmp"],
    ["EMPTY", ""],
  ])("keeps %s", (name, value) => {
    expect(environmentOf({ [name]: value })).toMatchObject({ [name]: value });
  });

  it.each([
    ["beside Docker's configuration", { DOCKER_TLS_VERIFY: "1" }, "/private/docker"],
    ["where it is told to", { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" }, "/certs"],
    ["nowhere, when there is nothing to verify", {}, undefined],
  ])("has Cog look for the certificates of a remote daemon %s", (_, given, expected) => {
    expect(environmentOf(given)["DOCKER_CERT_PATH"]).toBe(expected);
  });

  it.each([
    ["DOCKER_CONFIG", "/home/runner/.docker", "/private/docker"],
    ["COG_REGISTRY_HOST", "elsewhere.example", "r8.im"],
    ["COG_NO_UPDATE_CHECK", "", "1"],
    ["NO_COLOR", "", "1"],
    ["BUILDKIT_PROGRESS", "tty", "plain"],
    ["BUILDX_BUILDER", "builder-of-setup-buildx", "default"],
  ])("overrides %s=%s by %s", (name, given, expected) => {
    expect(environmentOf({ [name]: given })[name]).toBe(expected);
  });

  it.each([
    "INPUT_API-TOKEN",
    "INPUT_SECRETS",
    "STATE_private-directory",
    "ACTIONS_RUNTIME_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "REPLICATE_API_TOKEN",
    "REPLICATE_CLI_AUTH_TOKEN",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "GITHUB_OUTPUT",
    "GITHUB_STATE",
    "GITHUB_ENV",
    "GITHUB_PATH",
    "GITHUB_STEP_SUMMARY",
    "COG_MODEL",
    "COG_MODEL_REGISTRY",
    "COG_MODEL_REPO",
    "COG_MODEL_TAG",
  ])("has no %s, whatever is in it", (name) => {
    expect(environmentOf({ [name]: "anything" })).not.toHaveProperty(name);
  });

  it("has no token under any name", () => {
    const environment = environmentOf({ MY_OWN_NAME: TOKEN, OTHER: "kept" });
    expect(environment).not.toHaveProperty("MY_OWN_NAME");
    expect(environment).toMatchObject({ OTHER: "kept" });
  });

  it.each([
    ["with a line end", `${TOKEN}\n`],
    ["in a header", `Authorization: Bearer ${TOKEN}`],
    ["in a URL", `https://acme:${TOKEN}@r8.im/`],
  ])("has no token that stands %s", (_, value) => {
    expect(JSON.stringify(environmentOf({ MY_OWN_NAME: value }))).not.toContain(TOKEN);
  });

  it("has the bundle's image in COG_MODEL, and not the one that was inherited", () => {
    const environment = { COG_MODEL: "acme/other", COG_MODEL_TAG: "v1" };
    const result = environmentOf(environment, { bundle: "r8.im/acme/flux" });
    expect(result["COG_MODEL"]).toBe("r8.im/acme/flux");
    expect(result).not.toHaveProperty("COG_MODEL_TAG");
  });

  it("has the commit and the tag that are built, and not those of the event", () => {
    const event = { GITHUB_SHA: "merge-commit", GITHUB_REF_NAME: "7/merge" };
    const result = environmentOf(event, { commit: "head-commit", tag: "v1.2.0" });
    expect(result).toMatchObject({ GITHUB_SHA: "head-commit", GITHUB_REF_NAME: "v1.2.0" });
  });

  it("has no GITHUB_REF_NAME without a tag, so that Cog takes no branch for one", () => {
    const result = environmentOf({ GITHUB_SHA: "merge", GITHUB_REF_NAME: "main" });
    expect(result).not.toHaveProperty("GITHUB_REF_NAME");
    expect(result).not.toHaveProperty("GITHUB_SHA");
  });
});
