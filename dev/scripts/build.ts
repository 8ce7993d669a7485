import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { licenses } from "./licenses.ts";

/**
 * Builds dist: one bundle of src by ncc, minified with its chunks (ncc minifies the first one only), the
 * WebAssembly files that it loads, and a file for each entry that a runner or the worker's parent starts.
 * The same sources give the same bytes, in any directory.
 */
const require = createRequire(import.meta.url);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const DIST = join(ROOT, "dist");

const ENTRIES = ["main", "post", "sweep", "discover", "worker"] as const;

/** Loaded by name, from beside the bundle (src/lib/asset.ts). */
const ASSETS = [
  "jq-wasm/jq.wasm",
  "@cwasm/jpeg-turbo/jpeg-turbo.wasm",
  "@cwasm/webp/webp.wasm",
] as const;

const output = mkdtempSync(join(tmpdir(), "bundle-"));
try {
  const ncc = require.resolve("@vercel/ncc/dist/ncc/cli.js");
  execFileSync(process.execPath, [ncc, "build", "src/bundle.ts", "-o", output, "--quiet"], {
    cwd: ROOT,
    stdio: "inherit",
  });
  rmSync(DIST, { recursive: true, force: true });
  // Only code and package.json: the libraries' own copies of their WebAssembly files are left out.
  for (const name of readdirSync(output).sort()) {
    if (name.endsWith(".js")) await writeMinified(name);
    else if (name === "package.json") write(name, readFileSync(join(output, name), "utf8"));
  }
} finally {
  rmSync(output, { recursive: true });
}
for (const entry of ENTRIES)
  write(`${entry}.js`, `import { ${entry} } from "./bundle.js";\n\nawait ${entry}();\n`);
for (const asset of ASSETS) cpSync(require.resolve(asset), join(DIST, asset.replace(/^.*\//, "")));
write("licenses.txt", licenses(ROOT));

/** ncc calls the bundle index.js; its chunks do not refer to it by name. */
async function writeMinified(name: string): Promise<void> {
  const { code } = await minify(readFileSync(join(output, name), "utf8"), {
    module: true,
    ecma: 2020,
    compress: { passes: 1 },
    // They are in messages of errors.
    mangle: { keep_classnames: true },
    format: { comments: false },
  });
  if (code === undefined) throw new Error(`terser returned no code for ${name}`);
  write(name === "index.js" ? "bundle.js" : name, `${code}\n`);
}

function write(name: string, text: string): void {
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, name), text);
}
