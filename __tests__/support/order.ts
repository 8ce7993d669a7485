import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * Files that take longest, for work or for waiting, the longest first. Without times of an earlier run, as after
 * `npm ci`, Vitest starts with the largest files, and most of these are small.
 */
const LONGEST = [
  "dist/slow",
  "releases/overlap",
  "docker/build-cache",
  "docker/build-cache-failures",
  "runner/stop",
  "live/answers",
  "faults/http",
  "faults/local",
  "releases/pipelines",
  "gates/reports",
  "preview/property",
  "gates/deployment-check",
  "runner/push",
  "discover/events",
  "releases/release-notes",
  "gates/deployment-interleavings",
  "dist/push-attempts",
  "releases/schema-changes",
  "disk/free-disk",
  "dist/skip-unchanged-rebuilds",
  "preview/comment-author",
  "releases/stale-commit",
  "gates/test-model-pruning",
  "live/interruptions",
  "disk/watch",
  "runner/pipeline",
  "runner/many-models",
  "dist/container-job",
  "docker/unchanged",
  "faults/cancel",
  "reuse/files",
  "security/task-memory",
].map((name) => `/__tests__/${name}.test.ts`);

/** Has the longest files begin first, so that none of them runs alone at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONGEST.findIndex((path) => moduleId.endsWith(path));
      return index < 0 ? LONGEST.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
