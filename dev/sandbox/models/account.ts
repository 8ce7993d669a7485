import { randomBytes, randomUUID } from "node:crypto";

export interface Account {
  readonly username: string;
  readonly type: "user" | "organization";
  /** For the API, and with the account's name for the registry. */
  readonly apiToken: string;
  /** For the registry only. */
  readonly cliToken: string;
}

export interface Hardware {
  readonly sku: string;
  readonly name: string;
}

/** SKUs that the price page and a refusal's "Your options are" list, 2025 and 2026. */
export const HARDWARE: readonly Hardware[] = [
  { sku: "cpu", name: "CPU" },
  { sku: "gpu-t4", name: "Nvidia T4 GPU" },
  { sku: "gpu-l40s", name: "Nvidia L40S GPU" },
  { sku: "gpu-l40s-2x", name: "2x Nvidia L40S GPU" },
  { sku: "gpu-a100-large", name: "Nvidia A100 (80GB) GPU" },
  { sku: "gpu-a100-large-2x", name: "2x Nvidia A100 (80GB) GPU" },
  { sku: "gpu-h100", name: "Nvidia H100 GPU" },
];

const TOKEN_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TOKEN_LENGTH = 40;

/** A token of the form that Replicate gives out: `r8_`, 40 characters in all. */
export function newApiToken(): string {
  const random = Array.from(randomBytes(TOKEN_LENGTH - "r8_".length));
  return `r8_${random.map((byte) => TOKEN_ALPHABET[byte % TOKEN_ALPHABET.length]).join("")}`;
}

/** An account with tokens made at random; a CLI token is a UUID. */
export function newAccount(seed: Partial<Account> & Pick<Account, "username">): Account {
  return { type: "user", apiToken: newApiToken(), cliToken: randomUUID(), ...seed };
}

/** Owners are compared without regard to case. */
export function owns(account: Account | undefined, owner: string): boolean {
  return account?.username.toLowerCase() === owner.toLowerCase();
}
