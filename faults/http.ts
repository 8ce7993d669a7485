import type { Matrix } from "./cell.ts";

/** Every HTTP call that the built action makes, and whatever can become of it. */
export const http: Matrix = {
  name: "http",
  title: "Calls of HTTP",
  held: [],
  columns: {},
  cells: async () => [],
};
