import type { Context } from "../runtime/context.ts";
import { InputReader } from "./reader.ts";

/** What the post step asks Replicate with; undefined when there is none. */
export function readApiToken({ environment }: Context): string | undefined {
  return new InputReader().secret("api-token", environment["REPLICATE_API_TOKEN"]);
}
