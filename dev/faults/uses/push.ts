import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Use } from "../use.ts";
import { HOTDOG, NEWEST, OLDER, type World } from "../world.ts";

const THERE = { models: [{ ...HOTDOG, versions: [{ id: NEWEST }, { id: OLDER }] }] };

const writeReadme = ({ project }: World): Promise<void> =>
  writeFile(join(project, "README.md"), "# Hotdog\n");

/** The first push: the model is missing, and Cog is the newest of a range. */
const first: Use = {
  name: "push, first",
  prepare: writeReadme,
  step: (world) =>
    world.step({
      inputs: { "cog-version": "^0.21", description: "Is it one?", "readme-file": "README.md" },
    }),
};

/** A push to a model that is there, whose metadata are brought into step. */
const later: Use = {
  name: "push",
  options: THERE,
  step: (world) => world.step({ inputs: { description: "Is it one?" } }),
};

/** With the newest Cog and both tokens, where Cog does not say what it pushed. */
const untold: Use = {
  name: "push, no digest in the output",
  options: THERE,
  prepare: ({ sandbox }) => sandbox.scriptCog({ hidesDigest: "both", times: 2 }),
  step: (world) =>
    world.step({
      inputs: { "cog-version": "latest", "cli-auth-token": world.sandbox.cliToken },
    }),
};

/** Without the API. */
const cliToken: Use = {
  name: "push, CLI token only",
  options: THERE,
  step: (world) =>
    world.step({ inputs: { "api-token": "", "cli-auth-token": world.sandbox.cliToken } }),
};

/** Cog's own last request arrives, and its answer is lost: the action looks whether the image is there. */
const lost: Use = {
  name: "push, response lost",
  options: THERE,
  prepare: ({ sandbox }) =>
    sandbox.fault({
      method: "PUT",
      path: "/v2/acme/hotdog/manifests/latest",
      by: "cog",
      takesEffect: true,
      answer: {
        status: 500,
        body: {
          errors: [
            {
              code: "UNKNOWN",
              message: "received unexpected HTTP status: 500 Internal Server Error",
            },
          ],
        },
      },
    }),
  // Where nothing proves that it is there, it is pushed again.
  isAsGood: ({ log }) => log.includes("Retrying the push"),
  step: (world) => world.step(),
};

/** The model and its metadata alone. */
const ensure: Use = {
  name: "ensure",
  options: { models: [{ ...HOTDOG, description: "Old" }] },
  prepare: writeReadme,
  step: (world) =>
    world.step({
      inputs: { push: "false", description: "Is it one?", "readme-file": "README.md" },
    }),
};

export const PUSHES: readonly Use[] = [first, later, untold, cliToken, lost, ensure];
