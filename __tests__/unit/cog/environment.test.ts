import { beforeAll, describe, expect, it } from "vitest";
import { type CogEnvironmentOptions, cogEnvironment } from "../../../src/cog/environment.ts";
import { childEnvironment } from "../../../src/lib/child-environment.ts";
import { mask } from "../../../src/lib/masks.ts";

const TOKEN = "r8_0123456789abcdefghijklmnopqrstuvwxyzA";

function environmentOf(
  environment: Record<string, string>,
  surroundings: Partial<CogEnvironmentOptions> = {},
): Record<string, string> {
  return cogEnvironment({
    environment,
    dockerConfigDirectory: "/private/docker",
    registryHost: "r8.im",
    bundle: undefined,
    commit: undefined,
    tag: undefined,
    ...surroundings,
  });
}

beforeAll(() => {
  mask(TOKEN, "api-token");
  mask("hunter2", "PASSWORD");
  mask("hush!", "FLAG");
});

/** How the repository's configuration is kept from running programs in Cog's own git. */
const GIT_SETTINGS = {
  GIT_CONFIG_COUNT: "2",
  GIT_CONFIG_KEY_0: "core.fsmonitor",
  GIT_CONFIG_VALUE_0: "false",
  GIT_CONFIG_KEY_1: "core.hooksPath",
  GIT_CONFIG_VALUE_1: "/dev/null",
};

describe("Cog's environment", () => {
  it("contains, for an empty one, only what Cog reads", () => {
    expect(environmentOf({})).toEqual({
      DOCKER_CONFIG: "/private/docker",
      COG_REGISTRY_HOST: "r8.im",
      COG_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      BUILDKIT_PROGRESS: "plain",
      BUILDX_BUILDER: "default",
      ...GIT_SETTINGS,
    });
  });

  it("keeps the git settings that it already contains", () => {
    const given = {
      GIT_CONFIG_COUNT: "1",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_VALUE_0: "*",
    };
    expect(environmentOf(given)).toMatchObject({
      GIT_CONFIG_COUNT: "3",
      GIT_CONFIG_KEY_0: "safe.directory",
      GIT_CONFIG_KEY_1: "core.fsmonitor",
      GIT_CONFIG_KEY_2: "core.hooksPath",
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
    ["AWS_SECRET_ACCESS_KEY", "of ecr-login"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "/run/token"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/run/google.json"],
    ["AZURE_CLIENT_SECRET", "of acr-env"],
    ["GITHUB_TOKENS_PATH", "/a/path"],
    ["MONKEY", "no key"],
    ["RUNNER_TEMP", "/tmp"],
    ["EMPTY", ""],
  ])("keeps %s", (name, value) => {
    expect(environmentOf({ [name]: value })).toMatchObject({ [name]: value });
  });

  it.each([
    ["beside Docker's configuration", { DOCKER_TLS_VERIFY: "1" }, "/private/docker"],
    ["in DOCKER_CERT_PATH", { DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs" }, "/certs"],
    ["nowhere, when there is nothing to verify", {}, undefined],
  ])("has Cog look for the certificates of a remote daemon %s", (_, given, expected) => {
    expect(environmentOf(given)["DOCKER_CERT_PATH"]).toBe(expected);
  });

  it.each([
    [{ DOCKER_CONTEXT: "default" }, "unix:///var/run/docker.sock"],
    [{ DOCKER_CONTEXT: "default", DOCKER_HOST: "tcp://host:1" }, "tcp://host:1"],
    [{ DOCKER_CONTEXT: "colima" }, undefined],
    [{ DOCKER_HOST: "localhost:2375" }, "tcp://localhost:2375"],
    [{ DOCKER_HOST: "tcp://host" }, "tcp://host:2375"],
    [{ DOCKER_HOST: "/run/docker.sock" }, "unix:///run/docker.sock"],
    [{ DOCKER_HOST: "tcp://[::1]:1/path" }, "tcp://[::1]:1/path"],
  ])("names the engine as the Docker CLI finds it: %j", (given, expected) => {
    expect(environmentOf(given)["DOCKER_HOST"]).toBe(expected);
  });

  it.each([
    ["DOCKER_CONFIG", "/home/runner/.docker", "/private/docker"],
    ["COG_REGISTRY_HOST", "elsewhere.example", "r8.im"],
    ["COG_NO_UPDATE_CHECK", "", "1"],
    ["NO_COLOR", "", "1"],
    ["BUILDKIT_PROGRESS", "tty", "plain"],
    ["BUILDX_BUILDER", "builder-of-setup-buildx", "default"],
  ])("overrides %s=%s with %s", (name, given, expected) => {
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
    "REPLICATE_API_KEY",
    "REPLICATE_WEBHOOK_SECRET",
    "GITHUB_TOKEN",
    "GITHUB_ENTERPRISE_TOKEN",
    "GITHUB_PAT",
    "GITHUB_APP_PRIVATE_KEY",
    "GH_TOKEN",
    "GH_ENTERPRISE_TOKEN",
    "gh_token",
    "RUNNER_TOKEN",
    "ACTIONS_RUNNER_INPUT_TOKEN",
    "ACTIONS_CACHE_URL",
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

  it.each(["hunter2", "hunter2\n"])("has no secret, %j", (value) => {
    const environment = environmentOf({
      OTHER_NAME: value,
      BUILDKIT_FLAG: "true",
      PATH: "/hunter2",
    });
    expect(environment).not.toHaveProperty("OTHER_NAME");
    expect(environment).toMatchObject({ BUILDKIT_FLAG: "true", PATH: "/hunter2" });
  });

  it.each([
    ["with a line end", `${TOKEN}\n`],
    ["in a header", `Authorization: Bearer ${TOKEN}`],
    ["in a URL", `https://acme:${TOKEN}@r8.im/`],
  ])("has no token that is %s", (_, value) => {
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

  it("has no GITHUB_REF_NAME without a tag, so that Cog does not use a branch as one", () => {
    const result = environmentOf({ GITHUB_SHA: "merge", GITHUB_REF_NAME: "main" });
    expect(result).not.toHaveProperty("GITHUB_REF_NAME");
    expect(result).not.toHaveProperty("GITHUB_SHA");
  });
});

describe("the environment of a program that needs few variables", () => {
  const needed = /^DOCKER_HOST$/;

  it.each(["PATH", "HOME", "DOCKER_HOST", "https_proxy", "NO_PROXY", "SSH_AUTH_SOCK"])(
    "has %s",
    (name) => {
      expect(childEnvironment({ [name]: "x" }, needed)).toEqual({ [name]: "x" });
    },
  );

  it.each(["HF_TOKEN", "DOCKER_PASSWORD", "AWS_SECRET_ACCESS_KEY", "ACTIONS_RUNTIME_TOKEN"])(
    "has no %s",
    (name) => {
      expect(childEnvironment({ [name]: "x" }, needed)).toEqual({});
    },
  );
});
