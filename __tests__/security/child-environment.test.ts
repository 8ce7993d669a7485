import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNotes, writeProgram } from "../support/programs.ts";
import { Sources } from "../support/sources.ts";

/** A token by each way in which one gets into a step's environment, besides the inputs. */
const TOKENS = {
  REPLICATE_CLI_AUTH_TOKEN: "hush-1",
  GITHUB_TOKEN: "hush-2",
  GH_TOKEN: "hush-3",
  ACTIONS_RUNTIME_TOKEN: "hush-4",
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: "hush-5",
  GH_ENTERPRISE_TOKEN: "hush-6",
  REPLICATE_API_KEY: "hush-7",
  RUNNER_TOKEN: "hush-8",
  HF_TOKEN: "hush-build-secret",
  ANOTHER_NAME: "hush-build-secret",
};

/** What credential helpers read, of which nobody has a list. */
const OF_HELPERS = {
  VAULT_ADDRESS: "https://vault.example",
  AWS_SECRET_ACCESS_KEY: "of-aws",
  GOOGLE_APPLICATION_CREDENTIALS: "/run/google.json",
};

describe("the programs that a push runs", () => {
  it("see no token, and those that the repository's configuration names do not run", async () => {
    const sources = await Sources.create();
    const { runner, sandbox } = sources.world;
    const place = join(runner.directory, "programs");
    const noteIn = (name: string): string => `env >> '${join(place, name)}'`;
    await mkdir(place);
    await writeProgram(place, "evil", [noteIn("evil-notes")]);
    await writeProgram(place, "docker", [noteIn("docker-notes"), "echo 27.0.0"]);
    await writeProgram(place, "docker-credential-vault", [noteIn("helper-notes"), "echo '{}'"]);
    await mkdir(join(runner.home, ".docker"));
    await writeFile(join(runner.home, ".docker/config.json"), '{"credsStore":"vault"}');
    await sources.git("config", "core.fsmonitor", join(place, "evil"));
    const noted = (name: string): Promise<string[]> => readNotes(join(place, name));
    await sources.git("status");
    const ranByGitItself = await noted("evil-notes");
    await writeFile(join(place, "evil-notes"), "");

    await sources.pushFirst({
      inputs: { "api-token": "", "secret-envs": "hf=HF_TOKEN" },
      env: {
        ...TOKENS,
        ...sandbox.environment,
        REPLICATE_API_TOKEN: sandbox.apiToken,
        ...OF_HELPERS,
        PATH: `${place}:${process.env["PATH"]}`,
      },
    });

    const environments = [await noted("docker-notes"), await noted("helper-notes")];
    expect(ranByGitItself).not.toEqual([]);
    expect(await noted("evil-notes")).toEqual([]);
    for (const environment of environments) {
      expect(environment.filter((line) => line.startsWith("PATH="))).not.toEqual([]);
      expect(environment.join("\n")).not.toMatch(/hush|^INPUT_|^ACTIONS_/m);
      expect(environment.join("\n")).not.toContain(sandbox.apiToken);
    }
    for (const variable of Object.entries(OF_HELPERS).map((pair) => pair.join("=")))
      expect(environments.map((lines) => lines.includes(variable))).toEqual([false, true]);
  });
});
