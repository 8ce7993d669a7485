/** What a step does: the kinds of its plan. */
export const COMMANDS = [
  "push",
  "preview",
  "remove-preview",
  "promote",
  "ensure",
  "build",
  "test",
] as const;
export type Command = (typeof COMMANDS)[number];

/** The inputs that count, by the commands for which they do. */
export const INPUT_GROUPS: readonly (readonly [inputs: string, commands: readonly Command[]])[] = [
  ["model api-token working-directory config-file timeout-minutes dry-run github-token", COMMANDS],
  ["preview", ["push", "preview", "remove-preview", "ensure"]],
  ["push", ["push", "preview", "ensure"]],
  ["stop-after", ["build", "test"]],
  ["hardware", ["push", "preview", "promote", "ensure", "test"]],
  [
    "create-model visibility description github-url license-url paper-url weights-url cover-image-url readme-file",
    ["push", "ensure"],
  ],
  [
    "cli-auth-token cog-version cog-mirror secrets secret-envs secret-files no-cache separate-weights use-cog-base-image use-cuda-base-image dockerfile openapi-schema progress free-disk build-cache",
    ["push", "preview", "build", "test"],
  ],
  ["push-attempts", ["push", "preview", "test"]],
  ["skip-unchanged stale-commit", ["push"]],
  ["test-model test-hardware", ["push", "test"]],
  ["preview-model preview-comment", ["preview", "remove-preview"]],
  ["github-deployment", ["push", "preview", "remove-preview", "promote"]],
  ["compatibility", ["push", "preview", "promote", "build", "test"]],
  [
    "test-cases boot-check test-timeout-minutes judge-model",
    ["push", "preview", "promote", "test"],
  ],
  [
    "deployment prerelease-deployment deployment-check deployment-hardware deployment-min-instances deployment-max-instances release-notes",
    ["push", "promote"],
  ],
  ["version", ["promote"]],
];

/** Whether an input counts for a command. */
export function isUsedBy(command: Command, input: string): boolean {
  return INPUT_GROUPS.some(
    ([names, commands]) => commands.includes(command) && names.split(" ").includes(input),
  );
}
