import { symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { canHaveSmallMachines, SmallMachine } from "../support/small-machine.ts";
import { HOTDOG, type Logged, logged, plannedSteps, type StepResult } from "../support/world.ts";

const ANDROID = "/usr/local/lib/android";
const HASKELL = "/usr/local/.ghcup";
const SWIFT = "/usr/share/swift";
const DOTNET = "/usr/share/dotnet";
const IMAGE = { [ANDROID]: 12, [HASKELL]: 6, [SWIFT]: 2.6, [DOTNET]: 1.6 };
const ALL = Object.keys(IMAGE);

/** A project without a GPU needs 10 GB, and 1 GB of its workspace. */
const SHORT = { toolchains: IMAGE, free: 5 };

const pushed = ({ errors, outputs }: StepResult) => {
  expect(errors).toEqual([]);
  expect(outputs["status"]).toBe("pushed");
};

/** Path, free space and needed space of the lines about the disk. */
const spaceIn = (log: string): string[][] =>
  [...log.matchAll(/^[A-Z][^:\n]* (\/\S+) .*: (\S+ GB) of 7\S+ GB .*, (\S+ GB) /gm)].map(
    ([, ...parts]) => parts,
  );

describe.skipIf(!canHaveSmallMachines())("free-disk: auto", { timeout: 60_000 }, () => {
  it("removes only the largest toolchain, when that frees enough space", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run(SHORT);

    pushed(result);
    expect(result.left).toEqual([HASKELL, SWIFT, DOTNET]);
    expect(spaceIn(result.log)).toEqual([
      ["/var/lib/docker", "5.0 GB", "11.0 GB"],
      ["/var/lib/docker", "17.0 GB", "11.0 GB"],
    ]);
    expect(result.log).toMatch(/^Removed \/usr\/local\/lib\/android .*12\.0 GB/m);
    expect(result.summary).toMatch(/^\| Disk \| 1 toolchain removed, 12\.0 GB in /m);
    expect(result.warnings).toEqual([]);
  });

  it("removes nothing before the model exists", async () => {
    const machine = await SmallMachine.create();
    const path = "/v1/models";
    const answer = { status: 400, body: { detail: "no" } };
    machine.world.sandbox.fault({ method: "POST", path, answer, times: 99 });

    const refused = await machine.run(SHORT);

    expect(refused.outputs["status"]).toBe("failed");
    expect(refused.left).toEqual(ALL);
    expect(refused.log).not.toContain("Removed ");
  });

  it("counts the build context twice, without what .dockerignore excludes", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    const { project } = machine.world;
    for (const [name, bytes] of [
      ["weights", 3e9],
      ["dataset", 50e9],
    ] as const) {
      await writeFile(join(project, name), "");
      await truncate(join(project, name), bytes);
    }
    await symlink("dataset", join(project, "link"));
    await writeFile(join(project, ".dockerignore"), "dataset\n");

    const { log } = await machine.run({ ...SHORT, inputs: { "dry-run": "true" } });

    expect(spaceIn(log)).toEqual([["/var/lib/docker", "5.0 GB", "17.0 GB"]]);
  });

  it("removes nothing when there is enough space", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({ ...SHORT, free: 12 });

    pushed(result);
    expect(result.left).toEqual(ALL);
    expect(result.log).not.toContain("Removed ");
    expect(result.summary).not.toContain("| Disk |");
  });

  it("estimates more for a GPU project", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    await machine.world.write("cog.yaml", "build:\n  gpu: true\npredict: predict.py:Predictor\n");

    const result = await machine.run({ ...SHORT, free: 12 });

    pushed(result);
    expect(spaceIn(result.log)[0]).toEqual(["/var/lib/docker", "12.0 GB", "31.0 GB"]);
    expect(result.left).toEqual([DOTNET]);
  });

  it("counts the file that a chunked push exports the image to", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({
      ...SHORT,
      free: 12,
      prepare: ["mkdir /srv/exports", "mount -t tmpfs -o size=64M tmpfs /srv/exports"],
      env: { COG_PUSH_OCI: "1", TMPDIR: "/srv/exports" },
    });

    pushed(result);
    expect(result.warnings).toEqual([
      expect.stringMatching(/\/srv\/exports\b.* 67\.1 MB of 67\.1 MB\b.* 5\.0 GB\b/),
    ]);
    expect(result.left).toEqual(ALL);
  });

  it("warns and pushes when removing everything does not free enough space", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({ toolchains: { [SWIFT]: 2.6 }, free: 2 });

    pushed(result);
    expect(result.left).toEqual([]);
    expect(result.warnings).toEqual([expect.stringContaining(": 4.6 GB of ")]);
    expect(result.summary).toMatch(/^\| Disk \| 1 toolchain removed, .*11\.0 GB/m);
  });

  it.each(["self-hosted", ""])("never acts on a runner that is %j", async (environment) => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({ ...SHORT, env: { RUNNER_ENVIRONMENT: environment } });

    pushed(result);
    expect(result.left).toEqual(ALL);
    expect(result.log).toMatch(/: 5\.0 GB of 7\d\.\d GB free\.$/m);
    expect(result.warnings).toEqual([]);
  });

  it("asks the registry for the previous image once, for the estimate and the summary", async () => {
    const { world, ...machine } = await SmallMachine.create({ models: [HOTDOG] }).then((one) => ({
      world: one.world,
      run: one.run.bind(one),
    }));
    const first = await world.run();
    const reads = () =>
      world.requests().filter((line) => line.endsWith(`/manifests/${first.outputs["digest"]}`));
    const before = reads().length;

    const result = await machine.run(SHORT);

    pushed(result);
    expect(reads().length - before).toBe(1);
  });
});

describe.skipIf(!canHaveSmallMachines())("paths in use", { timeout: 60_000 }, () => {
  const kept = async (options: {
    readonly prepare?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly why: Logged;
  }) => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    const { why, ...given } = options;

    const result = await machine.run({ ...SHORT, ...given });

    pushed(result);
    expect(result.left).toContain(ANDROID);
    expect(result.left).not.toContain(HASKELL);
    expect(result.log).toContain(`Kept ${ANDROID}`);
    expect(logged(result)).toContainEqual(why);
  };

  it("keeps what the job has added to PATH", () =>
    kept({
      env: { PATH: `${ANDROID}/sdk/bin:${process.env["PATH"]}` },
      why: { code: "used-by-job", path: `${ANDROID}/sdk/bin` },
    }));

  it("keeps what a variable of the job points to, whatever its name", () =>
    kept({
      prepare: [`ln -s ${ANDROID} /opt/sdk`],
      env: { ANDROID_HOME: "/opt/sdk" },
      why: { code: "used-by-job", path: ANDROID },
    }));

  it("keeps what a running process has open", () =>
    kept({
      prepare: [`sleep 20 <${ANDROID}/content &`],
      why: { code: "used-by-process", path: `${ANDROID}/content` },
    }));

  it("keeps the executable of a running process", () =>
    kept({
      prepare: [
        `cp "$(command -v sleep)" ${ANDROID}/daemon`,
        `${ANDROID}/daemon 20 >/dev/null 2>&1 &`,
      ],
      why: { code: "used-by-process", path: `${ANDROID}/daemon` },
    }));

  it("keeps a directory with a mount in it", () =>
    kept({
      prepare: [`mkdir ${ANDROID}/cache`, `mount -t tmpfs tmpfs ${ANDROID}/cache`],
      why: { code: "mount-point", path: `${ANDROID}/cache` },
    }));

  it("keeps a directory that contains the tool cache", () =>
    kept({
      prepare: [`mkdir ${ANDROID}/tools`],
      env: { RUNNER_TOOL_CACHE: `${ANDROID}/tools` },
      why: { code: "reserved", path: `${ANDROID}/tools` },
    }));

  it("removes what only the runner image itself has on PATH", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    const PATH = `/home/somebody/.ghcup/bin:${ANDROID}/bin:${process.env["PATH"]}`;

    const result = await machine.run({
      ...SHORT,
      prepare: [`echo 'PATH=$HOME/.ghcup/bin:${ANDROID}/bin:/usr/bin' >/etc/environment`],
      env: { PATH },
    });

    pushed(result);
    expect(result.left).not.toContain(ANDROID);
  });

  it("keeps a symbolic link and its target", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({
      toolchains: { "/srv/android": 12 },
      prepare: [`ln -s /srv/android ${ANDROID}`, "touch /srv/android/mine"],
      free: 5,
    });

    pushed(result);
    expect(result.left).toEqual(["/srv/android"]);
    expect(result.log).not.toContain("Removed ");
  });

  it("keeps everything, and reports why, when Docker's data is on another file system", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({
      ...SHORT,
      prepare: ["mount -t tmpfs -o size=1G tmpfs /var/lib/docker"],
    });

    pushed(result);
    expect(result.left).toEqual(ALL);
    const kept = logged(result).filter(({ code }) => code === "other-device");
    expect(kept).toHaveLength(ALL.length);
    expect(result.warnings).toEqual([
      expect.stringMatching(/\/var\/lib\/docker\b.* 1\.1 GB of 1\.1 GB\b/),
    ]);
  });
});

describe.skipIf(!canHaveSmallMachines())("the other modes", { timeout: 60_000 }, () => {
  it("free-disk: true removes all toolchains, on a self-hosted runner too", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({
      ...SHORT,
      toolchains: { ...IMAGE, "/usr/local/julia1.11.1": 1, "/usr/local/julian-data": 1 },
      inputs: { "free-disk": "true" },
      env: { RUNNER_ENVIRONMENT: "self-hosted" },
    });

    pushed(result);
    expect(result.left).toEqual(["/usr/local/julian-data"]);
    expect(result.summary).toMatch(/^\| Disk \| 5 toolchains removed, 23\.2 GB in /m);
  });

  it("free-disk: false removes none", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({ ...SHORT, inputs: { "free-disk": "false" } });

    pushed(result);
    expect(result.left).toEqual(ALL);
  });

  it("a dry run lists what would be removed, and removes nothing", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({ ...SHORT, inputs: { "dry-run": "true" } });

    expect(result.outputs["status"]).toBe("dry-run");
    expect(result.left).toEqual(ALL);
    expect(plannedSteps(result)).toContainEqual(
      expect.objectContaining({ code: "free-short-disk", paths: ALL.join(", ") }),
    );
  });

  it("a preview frees disk space, too", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({
      ...SHORT,
      inputs: {
        preview: "true",
        "preview-model": "acme/hotdog-pr-12",
        "preview-comment": "false",
      },
      env: { GITHUB_REPOSITORY: "acme/hotdog-app" },
    });

    pushed(result);
    expect(result.left).toEqual([HASKELL, SWIFT, DOTNET]);
  });
});

describe.skipIf(!canHaveSmallMachines())("without write permission", { timeout: 60_000 }, () => {
  const USER = 1001;
  /** What sudo is to the kernel: a program of root's that anybody may run as root. */
  const SUDO = [
    "cp /usr/bin/env /usr/local/lib/as-root",
    "chmod 4755 /usr/local/lib/as-root",
    `printf '#!/bin/sh\\n[ "$1" = -n ] && shift && exec /usr/local/lib/as-root "$@"\\n' >/usr/bin/sudo`,
    "chmod 755 /usr/bin/sudo",
  ];

  it("uses sudo when it needs no password", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });

    const result = await machine.run({ ...SHORT, user: USER, prepare: SUDO });

    pushed(result);
    expect(result.left).toEqual([HASKELL, SWIFT, DOTNET]);
    expect(result.log).toMatch(/^Removed \/usr\/local\/lib\/android .*12\.0 GB/m);
  });

  it("removes nothing, and reports why, when sudo asks for a password", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    const prepare = [
      "printf '#!/bin/sh\\necho sudo: a password is required >&2\\nexit 1\\n' >/usr/bin/sudo",
      "chmod 755 /usr/bin/sudo",
    ];

    const result = await machine.run({ ...SHORT, user: USER, prepare });

    pushed(result);
    expect(result.left).toEqual(ALL);
    expect(result.log).toMatch(/\bsudo\b.*\bpassword\b/);
    expect(result.warnings).toEqual([expect.stringContaining(": 5.0 GB of ")]);
  });

  it("needs no sudo for what it may remove itself", async () => {
    const machine = await SmallMachine.create({ models: [HOTDOG] });
    const prepare = [`chown -R ${USER} ${SWIFT}`, "chmod a+rwx /usr/share"];

    const result = await machine.run({ toolchains: { [SWIFT]: 7 }, free: 5, user: USER, prepare });

    pushed(result);
    expect(result.left).toEqual([]);
  });
});
