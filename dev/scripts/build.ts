import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "acorn";
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

const ENTRIES = ["main", "post", "sweep", "discover", "collect", "worker"] as const;

/** Loaded by name, from beside the bundle (src/lib/asset.ts). */
const ASSETS = [
  "jq-wasm/jq.wasm",
  "@cwasm/jpeg-turbo/jpeg-turbo.wasm",
  "@cwasm/webp/webp.wasm",
] as const;

/**
 * Stands for undici: @actions/github creates an agent when it is loaded behind a proxy, and the toolkit's HTTP client
 * sends no request, because this action has its own.
 */
const UNDICI = "{ ProxyAgent: class {} }";

/** ncc has no types of its own: the part of its answer that is read here. */
type Bundle = (
  input: string,
  options: { externals?: Record<string, string>; quiet: true },
) => Promise<{ code: string; assets: Record<string, { source: string | Buffer }> }>;
const bundle: Bundle = require("@vercel/ncc");

process.chdir(ROOT);
const actions = await bundle(join(ROOT, "src/bundle.ts"), {
  externals: { undici: "undici" },
  quiet: true,
});
rmSync(DIST, { recursive: true, force: true });
await writeMinified("bundle.js", withoutUndici(actions.code));
// Only code and package.json: the libraries' own copies of their WebAssembly files are left out.
for (const [name, { source }] of Object.entries(actions.assets)) {
  if (name.endsWith(".js")) await writeMinified(name, String(source));
  else if (name === "package.json") write(name, String(source));
}
for (const entry of ENTRIES)
  write(`${entry}.js`, `import { ${entry} } from "./bundle.js";\n\nawait ${entry}();\n`);
for (const asset of ASSETS) cpSync(require.resolve(asset), join(DIST, asset.replace(/^.*\//, "")));
write("licenses.txt", licenses(ROOT));

function withoutUndici(code: string): string {
  const importing = /import \* as (\w+) from "undici";/;
  if (!importing.test(code)) throw new Error("The bundle does not import undici.");
  return code.replace(importing, `const $1 = ${UNDICI};`);
}

/**
 * Puts the function of each module of a chunk in parentheses. V8 compiles such a function at once; any other one it
 * parses twice, because most functions never run. Nearly all of these do: the first request starts after 97 ms instead of
 * 114 ms, and the goal in docs/bench.md is 120 ms.
 */
function eager(code: string): string {
  return parse(code, { ecmaVersion: "latest", sourceType: "module" })
    .body.flatMap((part) => (part.type === "ExportNamedDeclaration" ? [part.declaration] : []))
    .flatMap((part) => (part?.type === "VariableDeclaration" ? part.declarations : []))
    .flatMap(({ init }) => (init?.type === "ObjectExpression" ? init.properties : []))
    .flatMap((part) => (part.type === "Property" && !part.method ? [part.value] : []))
    .reduceRight(
      (text, { start, end }) =>
        `${text.slice(0, start)}(${text.slice(start, end)})${text.slice(end)}`,
      code,
    );
}

async function writeMinified(name: string, source: string): Promise<void> {
  const { code } = await minify(source, {
    module: true,
    ecma: 2020,
    compress: { passes: 1 },
    // They are in messages of errors.
    mangle: { keep_classnames: true },
    // V8 reads a text of ASCII faster.
    format: { comments: false, ascii_only: true },
  });
  if (code === undefined) throw new Error(`terser returned no code for ${name}`);
  write(name, `${eager(code)}\n`);
}

function write(name: string, text: string): void {
  mkdirSync(DIST, { recursive: true });
  writeFileSync(join(DIST, name), text);
}
