/** What no documentation of Replicate answers. docs/live.md says why each is asked. */
export const QUESTIONS = {
  "api-token-at-registry": "Does the registry accept the API token?",
  "cli-token-at-api": "Does the API accept a CLI auth token?",
  hardware: "Which hardware is there?",
  "organization-private": "What is the response to creating a private model of an organization?",
  "description-length": "How long can a description be?",
  "deleted-name": "Can the name of a deleted model be used again?",
  blobs: "Can blobs be read with the push credential?",
  "version-delay": "How many seconds until a pushed version is visible?",
  "bundle-version": "Which digest of a bundle is its version ID?",
  "label-length": "How long can a label be?",
  "refused-deletions": "Which status codes do rejected deletions have?",
} as const;

export type QuestionId = keyof typeof QUESTIONS;

export const QUESTION_IDS = [
  "api-token-at-registry",
  "cli-token-at-api",
  "hardware",
  "organization-private",
  "description-length",
  "deleted-name",
  "blobs",
  "version-delay",
  "bundle-version",
  "label-length",
  "refused-deletions",
] as const satisfies readonly QuestionId[];

/** What a question came to. */
export type Answer =
  | {
      readonly kind: "seen";
      /** For people. */
      readonly text: string;
      /** The same for programs: statuses, lengths, seconds. */
      readonly facts: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: "unseen"; readonly reason: string };

export function seen(text: string, facts: Readonly<Record<string, unknown>>): Answer {
  return { kind: "seen", text, facts };
}

export function unseen(reason: string): Answer {
  return { kind: "unseen", reason };
}
