import type { Context } from "../runtime/context.ts";
import { InputReader } from "./reader.ts";

/** The API token, for the post step; undefined: none is set. */
export function readApiToken({ environment }: Context): string | undefined {
  return new InputReader().secret("api-token", environment["REPLICATE_API_TOKEN"]);
}
