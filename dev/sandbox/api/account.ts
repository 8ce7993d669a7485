import { json, type Reply } from "../http/http.ts";
import type { Account, Hardware } from "../models/account.ts";

/** account.get */
export function getAccount(account: Account): Reply {
  return json(200, accountObject(account));
}

/** An account by itself and in other objects. */
export function accountObject({ type, username }: Pick<Account, "type" | "username">) {
  const page = `https://github.com/${username}`;
  return { type, username, name: username, avatar_url: `${page}.png`, github_url: page };
}

/** hardware.list: a bare array, no pages. */
export function listHardware(hardware: readonly Hardware[]): Reply {
  return json(
    200,
    hardware.map(({ sku, name }) => ({ name, sku })),
  );
}
