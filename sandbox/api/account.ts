import { json, type Reply } from "../http.ts";
import type { Account, Hardware } from "../state.ts";

/** account.get */
export function getAccount(account: Account): Reply {
  const { type, username } = account;
  return json(200, { type, username, name: username, avatar_url: null, github_url: null });
}

/** hardware.list: a bare array, no pages. */
export function listHardware(hardware: readonly Hardware[]): Reply {
  return json(
    200,
    hardware.map(({ sku, name }) => ({ name, sku })),
  );
}
