import type { Call } from "../http/http.ts";
import { type Account, owns } from "../models/account.ts";
import type { Model } from "../models/model.ts";
import type { Settings } from "../state/settings.ts";
import { findModel, type State } from "../state/state.ts";

/** A request of a known account. */
export interface ApiCall extends Call {
  readonly account: Account;
  readonly state: State;
  readonly settings: Settings;
}

/** The model when the account may see it: a private one of somebody else is a 404. */
export function visibleModel(call: ApiCall, owner: string, name: string): Model | undefined {
  const model = findModel(call.state, owner, name);
  const hidden = model?.visibility === "private" && !owns(call.account, owner);
  return hidden ? undefined : model;
}
