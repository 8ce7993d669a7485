import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readNotes, writeProgram } from "../support/programs.ts";
import { codes, failure, HOTDOG, World } from "../support/world.ts";

/** The annotation and the summary of a push that fails so. */
async function failWith(script: Parameters<World["sandbox"]["scriptCog"]>[0]) {
  const world = await World.create({ models: [HOTDOG] });
  world.sandbox.scriptCog(script);
  const result = await world.run({ inputs: { "push-attempts": "1" } });
  return { annotation: failure(result), summary: result.summary };
}

// What each failure's message is recognized as, and its remedy, are in unit/known-failures/failures.test.ts.

describe("the annotation is the cause and the remedy", () => {
  it.each([
    ["start", "unknown shorthand flag: 'f' in -f", /cog-version/],
    ["build", "failed to solve: secret HF_TOKEN: not found", /secret-envs/],
    ["push", "\u001b[31mⅹ \u001b[0mFailed to push image: command failed: denied", /organization/],
  ] as const)("at %s: %s", async (at, message, remedy) => {
    const { annotation, summary } = await failWith({ fails: { at, message } });

    expect(annotation).toMatch(remedy);
    for (const mark of ["\u001b", "ⅹ"]) expect(annotation).not.toContain(mark);
    expect(summary).toContain("<details><summary>");
  });
});

it("is found above a long summary of BuildKit's, and shown with the last lines, folded", async () => {
  const cause = "#9 2.310 ERROR: No matching distribution found for torch==9.9.9";
  const after = Array.from({ length: 3000 }, (_, i) => `  ${i} | line of the Dockerfile`);
  const last = "image build failed: failed to solve: exit code: 1";
  const message = [cause, ...after, last].join("\n");
  const { annotation, summary } = await failWith({ fails: { at: "build", message } });

  expect(annotation).toContain("python_requirements");
  expect(annotation).toContain(cause);
  expect(annotation).not.toContain("line of the Dockerfile");
  const folded = summary.slice(summary.indexOf("<details>"));
  for (const line of [cause, "2999 | line of the Dockerfile", last]) expect(folded).toContain(line);
  expect(folded).not.toContain("10 | line of the Dockerfile");
});

it("is not the output of a successful step, nor what BuildKit quotes of the Dockerfile", async () => {
  const command =
    "grep -v 'no space left on device' log || echo denied: connection refused; exit 3";
  const message = [
    "#7 [2/3] RUN python test_full_disk.py",
    "#7 1.1 OSError: [Errno 28] No space left on device ... ok",
    "#7 DONE 1.2s",
    `#8 [3/3] RUN ${command}`,
    `#8 ERROR: process "/bin/sh -c ${command}" did not complete successfully: exit code: 3`,
    ` > [3/3] RUN ${command}:`,
    `   3 | >>> RUN ${command}`,
    `failed to solve: process "/bin/sh -c ${command}" did not complete successfully: exit code: 3`,
  ].join("\n");
  const { annotation } = await failWith({ fails: { at: "build", message } });

  expect(codes(annotation)).toEqual(["step-failed"]);
});

it("of an unknown failure is the end of Cog's output", async () => {
  const message = "the flux capacitor is empty";
  const { annotation, summary } = await failWith({
    fails: { at: "build", message, exitCode: 3 },
  });

  expect(annotation).toMatch(/\b3\b/);
  expect(annotation).toContain(message);
  expect(summary).toContain(message);
});

it("contains no secret in what it quotes", async () => {
  const world = await World.create({ models: [HOTDOG] });
  const secret = "hf_TheSecretOfThisBuild";
  world.sandbox.scriptCog({
    fails: { at: "build", message: `failed to solve: ${secret} no space left on device` },
  });

  const result = await world.run({ inputs: { secrets: `HF_TOKEN=${secret}` } });

  expect(failure(result)).toContain("disk");
  expect(result.summary).not.toContain(secret);
});

describe("of a failed build command is the command, and its last lines", () => {
  const command = 'make "all"';
  const quoted = JSON.stringify(`/bin/sh -c ${command}`);
  const words = ["cc -o hotdog", "ld: cannot find -lmustard", "```"];
  const failed = `process ${quoted} did not complete successfully: exit code: 2`;
  const before = ["#7 [2/4] RUN make other", "#7 0.1 other words", "#7 DONE 0.2s"];
  const timed = words.map((line, i) => `0.${i}01 ${line}`);
  const summary = ["------", ` > [3/4] RUN ${command}:`, ...timed, "------", "Dockerfile:3"];
  const step = [`#8 [3/4] RUN ${command}`, ...timed.map((line) => `#8 ${line}`)];

  it.each([
    ["in BuildKit's summary", [...before, `#8 ERROR: ${failed}`, ...summary]],
    ["in the step", [...before, ...step, `#8 ERROR: ${failed}`]],
    [
      "in the step of Docker 20.10",
      [...step, `#8 ERROR: executor failed running [/bin/sh -c ${command}]: exit code: 2`],
    ],
  ])("%s", async (_where, output) => {
    const { annotation, summary: page } = await failWith({
      fails: { at: "build", message: output.join("\n") },
    });

    expect(codes(annotation)).toEqual(["step-failed"]);
    expect(annotation).toMatch(new RegExp(`"${RegExp.escape(command)}".*\\b2\\b`));
    expect(annotation).toContain(`\n${words.join("\n")}\n`);
    expect(annotation).not.toContain("other words");
    expect(page).toContain(`\`\`\`\`text\n${words.join("\n")}\n\`\`\`\`\n`);
  });

  it.each([
    ["it printed nothing", [...before, `#8 [3/4] RUN ${command}`, `#8 ERROR: ${failed}`]],
    ["progress is quiet", [`image build failed: Failed to build: failed to solve: ${failed}`]],
  ])("or only the command, when %s", async (_, output) => {
    const message = output.join("\n");
    const { annotation } = await failWith({ fails: { at: "build", message } });
    expect(annotation).toMatch(
      new RegExp(`"${RegExp.escape(command)}".*\\b2\\b.* \\[step-failed\\]`),
    );
  });
});

describe("Cog's temporary image that its own container uses", () => {
  const image = `cog-tmp:${"0123456789abcdef".repeat(4)}`;
  const message = `image build failed: Error response from daemon: conflict: unable to remove repository reference "${image}" (must force) - container 5f70bf18a086 is using its referenced image 0d1a2b3c4d5e`;

  it.each(["push", "compare"])("gets a second tag, and Cog runs again: %s", async (kind) => {
    const world = await World.create({ models: [HOTDOG] });
    const programs = join(world.runner.directory, "programs");
    await mkdir(programs);
    const notes = join(world.runner.directory, "calls");
    await writeProgram(programs, "docker", [
      `echo "$@" >> '${notes}'`,
      'case "$1" in version) echo 28.5.2;; image) [ "$2" = inspect ] && echo "{}";; esac',
    ]);
    world.sandbox.scriptCog({ fails: { at: "build", message } });

    const result = await world.run({
      inputs: { compatibility: kind === "compare" ? "fail" : "warn", "no-cache": "true" },
      env: { PATH: `${programs}:${process.env["PATH"]}` },
    });

    expect(result.outputs["status"]).toBe("pushed");
    const tag = image.replace("cog-tmp", "push-to-replicate-tmp");
    const calls = (await readNotes(notes)).filter((call) => call.includes("tmp:"));
    expect(calls).toEqual([`tag ${image} ${tag}`, `image rm ${tag}`]);
    const [first, second] = world.sandbox.cogRuns;
    expect(first?.argv).toContain("--no-cache");
    expect(second?.argv).toEqual(first?.argv.filter((arg) => arg !== "--no-cache"));
  });

  it("is a known failure when it happens again", async () => {
    const { annotation } = await failWith({ times: 2, fails: { at: "build", message } });
    expect(codes(annotation)).toEqual(["cog-image-conflict"]);
  });
});
