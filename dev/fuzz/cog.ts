import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { parseConfig } from "../../src/cog/config-yaml.ts";
import { configuredModel } from "../../src/cog/configured-model.ts";
import { PushOutput } from "../../src/cog/output.ts";
import { forwardLines } from "../../src/cog/process.ts";
import { digestIn, exactVersion, versionInLocation } from "../../src/cog/release.ts";
import { contextFilter } from "../../src/docker/dockerignore.ts";
import { explain } from "../../src/known-failures/explain.ts";
import type { JsonRecord } from "../../src/lib/json.ts";
import { fullName, parseModelName } from "../../src/lib/model-name.ts";
import { builtFrom } from "../../src/reuse/built-from.ts";
import { describeReason } from "../../src/reuse/reasons.ts";
import { type Property, property } from "./property.ts";
import { json, key, text } from "./texts.ts";

const IMAGE = "r8.im/acme/hotdog";
const hex = fc.stringMatching(/^[0-9a-f]{64}$/);

/** Lines that name a digest: as Cog and Docker write them, and as nobody does. */
const telling = fc
  .tuple(
    fc.constantFrom(
      "latest: digest: sha256:# size: 4321",
      "  image  r8.im/acme/hotdog@sha256:#",
      "  model   r8.im/acme/hotdog@sha256:#",
      "  ├─ image   r8.im/acme/hotdog@sha256:#",
      "New Version: #",
      " ✔  New Version:  #",
      "  image  r8.im/acme/other@sha256:#",
      "#5 exporting manifest sha256:# done",
      "say latest: digest: sha256:# size: 1",
      "latest: digest: sha256:# size: 1 or so",
      "image r8.im/acme/hotdog@sha256:#",
      "digest: sha256:# size: 1",
      "Pushing to r8.im/acme/hotdog:20260512T153042Z...",
    ),
    hex,
  )
  .map(([line, digest]) => line.replace("#", digest));

const bytes = fc
  .array(
    fc.oneof(
      telling,
      text,
      fc.constant("\u001b[32m"),
      fc.uint8Array({ maxLength: 20 }).map((raw) => Buffer.from(raw).toString("latin1")),
    ),
    { maxLength: 8 },
  )
  .chain((lines) =>
    fc.constantFrom("\n", "\r\n", "\r", "").map((end) => Buffer.from(lines.join(end), "latin1")),
  );

/** Cuts bytes at these places. */
async function* cut(whole: Buffer, places: readonly number[]): AsyncGenerator<Buffer> {
  const ends = [...places.map((place) => place % (whole.length + 1)), whole.length];
  let from = 0;
  for (const to of ends.toSorted((a, b) => a - b)) {
    if (to > from) yield whole.subarray(from, to);
    from = Math.max(from, to);
  }
}

async function reportOf(whole: Buffer, places: readonly number[]) {
  const output = new PushOutput(IMAGE);
  await forwardLines(cut(whole, places), async (lines) => output.read(lines));
  return output.report();
}

/** Whether a whole line says, in the words of Cog or of Docker, that this is what was pushed. */
function isTold(digest: string, printed: string): boolean {
  const id = digest.replace("sha256:", "");
  const lines = stripVTControlCharacters(printed).split(/[\r\n]+/);
  return lines.some((line) => {
    const words = line
      .trim()
      .split(/\s+/)
      .filter((word) => !/^[⚙✔⚠✗ⅹ├└]─?$/.test(word));
    const said = words.join(" ");
    return (
      new RegExp(`^[\\w.-]+: digest: sha256:${id} size: \\d+$`).test(said) ||
      (said === `image ${IMAGE}@sha256:${id}` && /^\s/.test(line)) ||
      (said === `model ${IMAGE}@sha256:${id}` && /^\s/.test(line)) ||
      said === `New Version: ${id}` ||
      said === `New Version:${id}`
    );
  });
}

/** A pattern as Docker's regular expression (moby/patternmatcher, compile). */
function dockerExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/\*\*\/|\*\*$|\*|\?/g, (sign) => `<${sign}>`)
    .replaceAll("<**/>", "(.*/)?")
    .replaceAll("<**>", ".*")
    .replaceAll("<*>", "[^/]*")
    .replaceAll("<?>", "[^/]");
  return new RegExp(`^${source}$`);
}

/** moby/patternmatcher, MatchesUsingParentResults: called for each directory, and then for what is in it. */
function isExcludedByDocker(lines: readonly string[], path: string): boolean {
  const inherited = new Set<number>();
  let excluded = false;
  for (const [index] of path.split("/").entries()) {
    const name = path
      .split("/")
      .slice(0, index + 1)
      .join("/");
    excluded = false;
    for (const [at, line] of lines.entries()) {
      const isException = line.startsWith("!");
      const expression = dockerExpression(line.replace("!", ""));
      if (isException === excluded && expression.test(name)) inherited.add(at);
      if (inherited.has(at)) excluded = !isException;
    }
  }
  return excluded;
}

export const COG: readonly Property[] = [
  property("cog: a digest is reported only from a complete line", bytes, async (whole) => {
    const { digests } = await reportOf(whole, []);
    return digests.every((digest) => isTold(digest, whole.toString("utf8")));
  }),
  property(
    "cog: output in any pieces is the same output",
    fc.tuple(bytes, fc.array(fc.nat(4000), { maxLength: 12 })),
    async ([whole, places]) => {
      const [one, other] = await Promise.all([reportOf(whole, []), reportOf(whole, places)]);
      return JSON.stringify(one) === JSON.stringify(other);
    },
  ),
  property(
    "cog: any lines are explained, or not",
    fc.tuple(fc.array(fc.oneof(text, telling), { maxLength: 8 }), fc.constantFrom("push", "build")),
    ([lines, stage]) => {
      const found = explain(lines, stage === "push" ? "push" : "build");
      return found === undefined || found.lines.length > 0;
    },
  ),
  property(
    "cog: any text as cog.yaml is parsed, or is an error with a message",
    text,
    (content) => {
      let config: JsonRecord;
      try {
        config = parseConfig(content);
      } catch (error) {
        return error instanceof Error && error.message !== "";
      }
      const model = configuredModel(config, "127.0.0.1:5000");
      return model.kind !== "named" || parseModelName(fullName(model.name)) !== undefined;
    },
  ),
  property(
    "cog: any keys in cog.yaml are read",
    fc.dictionary(fc.oneof(fc.constantFrom("image", "model", "build", "predict"), key), json),
    (config) => {
      const parsed = parseConfig(JSON.stringify(config));
      configuredModel(parsed, "r8.im");
      const built = builtFrom({ "run.cog.config": JSON.stringify(config) }, "0.22.0", parsed);
      return built.kind === "unknown";
    },
  ),
  property(
    "cog: any labels name a commit, or give a reason why not",
    fc.tuple(json, json),
    ([labels, config]) => {
      const asRecord = (value: unknown) => Object.fromEntries(Object.entries(Object(value)));
      const built = builtFrom(asRecord(labels), "0.22.0", asRecord(config));
      return built.kind === "unknown"
        ? describeReason(built.reason) !== ""
        : /^[0-9a-f]{40,64}$/.test(built.commit);
    },
  ),
  property(
    "cog: any checksums and any address give a digest and a version, or none",
    fc.tuple(
      fc.oneof(
        text,
        hex.map((digest) => `${digest}  cog`),
      ),
      text,
    ),
    ([checksums, address]) => {
      const digest = digestIn(checksums, "cog");
      const version = versionInLocation(address);
      return (
        (digest === undefined || /^[0-9a-f]{64}$/.test(digest)) &&
        (version === undefined || exactVersion(version) === version)
      );
    },
  ),
  property(
    "cog: any .dockerignore is read, for any path",
    fc.tuple(text, fc.stringMatching(/^[a-z.]{1,5}(\/[a-z.]{1,5}){0,2}$/)),
    ([ignored, path]) => typeof contextFilter(ignored)(path) === "boolean",
  ),
  property(
    "cog: a .dockerignore excludes what Docker's regular expressions match",
    fc.tuple(
      fc.array(
        fc.stringMatching(
          /^!?(a|b|ab|\*|\*\*|\?|a\*|[ab]\*b|\[ab\])(\/(a|b|\*|\*\*|\?|\*b)){0,3}$/,
        ),
        {
          maxLength: 4,
        },
      ),
      fc.stringMatching(/^[ab]{1,3}(\/[ab]{1,2}){0,3}$/),
    ),
    ([lines, path]) => {
      // An exception for something below counts for a submodule's path, too.
      const isAbove = lines.some((line) => line.startsWith(`!${path}/`));
      return isAbove || contextFilter(lines.join("\n"))(path) !== isExcludedByDocker(lines, path);
    },
  ),
];
