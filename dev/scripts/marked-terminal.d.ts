/** The package ships no types of its own. */
declare module "marked-terminal" {
  import type { MarkedExtension } from "marked";

  export function markedTerminal(options?: object): MarkedExtension;
}
