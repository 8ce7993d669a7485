import { enableCompileCache } from "node:module";

// JavaScript, so that Node takes everything else from its cache without loading its TypeScript parser: the
// stand-in starts a thousand times in a run of the tests.
enableCompileCache();
const { run } = await import("./program.ts");
await run(process.argv.slice(2));
