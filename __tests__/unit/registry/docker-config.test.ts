import { mkdir, readFile, readlink, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { recordOf } from "../../../src/lib/json.ts";
import {
  hasRegistryLogin,
  withCredential,
  writeDockerConfig,
} from "../../../src/registry/docker-config.ts";
import type { Context } from "../../../src/runtime/context.ts";
import { writeProgram } from "../../support/programs.ts";
import { contextWith, refusal, temporaryDirectory } from "../support.ts";

const CREDENTIAL = { username: "acme", password: "r8_token:with:colons" };
const AUTH = Buffer.from("acme:r8_token:with:colons").toString("base64");
const HUB = "https://index.docker.io/v1/";

function configOf(user: Record<string, unknown>, stored: readonly string[] = []): unknown {
  return withCredential(user, stored, "r8.im", CREDENTIAL);
}

function write(directory: string, userDirectory: string): Promise<void> {
  const { signal } = new AbortController();
  const options = { userDirectory, registryHost: "r8.im", credential: CREDENTIAL, environment: {} };
  return writeDockerConfig(directory, { ...options, signal });
}

describe("the private Docker configuration", () => {
  it("holds the credential and nothing else when the user has none", () => {
    expect(configOf({})).toEqual({ auths: { "r8.im": { auth: AUTH } } });
  });

  it("holds no credential of the registry for a build without a token, not even the user's", () => {
    const user = {
      auths: { "r8.im": { auth: "x" }, "ghcr.io": { auth: "b3RoZXI=" } },
      credHelpers: { "https://r8.im": "store", "gcr.io": "gcloud" },
      credsStore: "desktop",
    };
    expect(withCredential(user, ["r8.im", "quay.io"], "r8.im", "none")).toEqual({
      auths: { "ghcr.io": { auth: "b3RoZXI=" }, "no-login.invalid": {} },
      credHelpers: { "quay.io": "desktop", "gcr.io": "gcloud" },
    });
  });

  it("has an entry even for a build without any login, so that Docker uses no store of the system", () => {
    const { auths } = withCredential({ credsStore: "desktop" }, [], "r8.im", "none");
    expect(Object.keys(recordOf(auths))).toHaveLength(1);
  });

  it("keeps contexts, proxies, plugins and whatever else the user has set", () => {
    const user = {
      currentContext: "remote",
      proxies: { default: { httpsProxy: "http://proxy:3128" } },
      cliPluginsExtraDirs: ["/plugins"],
      HttpHeaders: { "User-Agent": "x" },
    };
    expect(configOf(user)).toEqual({ ...user, auths: { "r8.im": { auth: AUTH } } });
  });

  it("links to an absolute path, also where DOCKER_CONFIG is a relative one", () => {
    const { dockerConfigDirectory } = contextWith({ DOCKER_CONFIG: ".docker" });
    expect(dockerConfigDirectory).toBe(resolve(".docker"));
  });

  it("keeps the credentials of other registries", () => {
    const auths = { "ghcr.io": { auth: "b3RoZXI=" }, [HUB]: { identitytoken: "x" } };
    expect(configOf({ auths })).toEqual({ auths: { ...auths, "r8.im": { auth: AUTH } } });
  });

  it.each([
    "r8.im",
    "r8.im/",
    "https://r8.im",
    "https://r8.im/",
    "https://r8.im/v2/",
    "http://r8.im/v1/",
  ])("drops what the user has for %s, in auths, credHelpers and the store", (spelling) => {
    const user = {
      auths: { [spelling]: { auth: "b2xk" } },
      credHelpers: { [spelling]: "helper" },
      credsStore: "desktop",
    };
    expect(configOf(user, [spelling])).toEqual({ auths: { "r8.im": { auth: AUTH } } });
  });

  it.each(["r8.im.evil.example", "sub.r8.im", "https://ghcr.io/r8.im", "r8.im:5000"])(
    "keeps what the user has for %s, which is another registry",
    (server) => {
      expect(configOf({ auths: { [server]: { auth: "b2xk" } } })).toEqual({
        auths: { [server]: { auth: "b2xk" }, "r8.im": { auth: AUTH } },
      });
    },
  );

  it("names the store as the helper of each registry that it serves, and has no store", () => {
    const user = { credsStore: "desktop", auths: { "ghcr.io": {}, [HUB]: {} } };
    expect(configOf(user, ["ghcr.io", HUB, "r8.im"])).toEqual({
      auths: { "ghcr.io": {}, [HUB]: {}, "r8.im": { auth: AUTH } },
      credHelpers: { "ghcr.io": "desktop", [HUB]: "desktop" },
    });
  });

  it("lets the user's own helper of a registry win over the store", () => {
    const user = { credsStore: "desktop", credHelpers: { "gcr.io": "gcloud" } };
    expect(configOf(user, ["gcr.io", "ghcr.io"])).toEqual({
      auths: { "r8.im": { auth: AUTH } },
      credHelpers: { "gcr.io": "gcloud", "ghcr.io": "desktop" },
    });
  });

  it("treats members that are not objects as absent", () => {
    expect(configOf({ auths: "none", credHelpers: [] })).toEqual({
      auths: { "r8.im": { auth: AUTH } },
    });
  });

  it("does not change the user's own", () => {
    const user = { credsStore: "desktop", auths: { "r8.im": { auth: "b2xk" } } };
    const before = structuredClone(user);
    configOf(user, ["r8.im"]);
    expect(user).toEqual(before);
  });
});

/** A step's environment with Docker's configuration, and a credential helper `desktop` if lines of it are given. */
async function loginContext(config: unknown, helper?: readonly string[]): Promise<Context> {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, "config.json"), JSON.stringify(config));
  if (helper !== undefined) await writeProgram(directory, "docker-credential-desktop", helper);
  return contextWith({ DOCKER_CONFIG: directory, PATH: `${directory}:${process.env["PATH"]}` });
}

describe("a registry login", () => {
  const STORE = { auths: {}, credsStore: "desktop" };
  it.each<[string, boolean, object, string[]?]>([
    ["in a store that lists none", false, STORE, ["echo '{}'"]],
    ["of Docker Hub in a store", true, STORE, [`echo '{"${HUB}":"bob"}'`]],
    ["in a store that fails", true, STORE, ["echo '{}'", "exit 1"]],
    ["in a store that prints something else", true, STORE, ["echo []"]],
    ["in a store that prints nothing", true, STORE, []],
    ["in a store that is not installed", true, STORE],
    ["in a store whose list is not all of it", true, { credsStore: "ecr-login" }],
    ["in a store with a path", true, { credsStore: "../desktop" }, ["echo '{}'"]],
    ["in a store that is not a name", true, { credsStore: ["desktop"] }, ["echo '{}'"]],
    ["beside a store that lists none", true, { ...STORE, auths: { "r8.im": {} } }, ["echo '{}'"]],
    ["of a helper", true, { ...STORE, credHelpers: { "gcr.io": "gcloud" } }, ["echo '{}'"]],
    ["in an empty configuration", false, { auths: {}, credHelpers: {} }],
  ])("%s: %s", async (_case, expected, config, helper) => {
    const { signal } = new AbortController();
    expect(await hasRegistryLogin(await loginContext(config, helper), signal)).toBe(expected);
  });

  it("is not looked up any more after a cancel", async () => {
    const context = await loginContext(STORE, ["echo '{}'"]);
    await expect(hasRegistryLogin(context, AbortSignal.abort(new Error("ended")))).rejects.toThrow(
      "ended",
    );
  });
});

describe("its directory", () => {
  it("can be entered and read by this user alone, with links to what is next to config.json", async () => {
    const directory = await temporaryDirectory();
    const user = join(directory, "user");
    await mkdir(join(user, "contexts"), { recursive: true });
    await writeFile(join(user, "config.json"), '{"currentContext":"remote"}');
    const made = join(directory, "made");

    await write(made, user);

    expect((await stat(made)).mode & 0o777).toBe(0o700);
    expect((await stat(join(made, "config.json"))).mode & 0o777).toBe(0o600);
    expect(await readlink(join(made, "contexts"))).toBe(join(user, "contexts"));
    expect(JSON.parse(await readFile(join(made, "config.json"), "utf8"))).toEqual({
      currentContext: "remote",
      auths: { "r8.im": { auth: AUTH } },
    });
    expect(await readFile(join(user, "config.json"), "utf8")).toBe('{"currentContext":"remote"}');
  });

  it("is made for a user who has no configuration", async () => {
    const directory = await temporaryDirectory();
    const made = join(directory, "made");
    await write(made, join(directory, "absent"));
    expect(JSON.parse(await readFile(join(made, "config.json"), "utf8"))).toEqual({
      auths: { "r8.im": { auth: AUTH } },
    });
  });

  it.each(["{", "[]", '"text"'])("is not created for a configuration that is %s", async (text) => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, "config.json"), text);
    const made = join(directory, "made");
    const error = await refusal(() => write(made, directory));
    expect(error.message).toContain(join(directory, "config.json"));
  });
});
