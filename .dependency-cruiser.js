const entries = "^src/[^/]+$";
const commands = "^src/commands/";
const inputs = "^src/(plan|inputs)/";
const features =
  "^src/(build-cache|compatibility|deployment|discover|disk|model|preview|push|release-notes|reuse|testing)/";
const clients = "^src/(runtime|cog|docker|git|github|http|registry|replicate)/";
const texts = "^src/(known-failures|markdown)/";
const lib = "^src/lib/";

/** Features that use another one. */
const PAIRS = [
  ["deployment", "model"],
  ["preview", "model"],
  ["push", "model"],
  ["push", "disk"],
  ["push", "build-cache"],
  ["testing", "model"],
  ["testing", "compatibility"],
];

/** A file of one layer imports nothing of the layers above it. */
const below = (from, ...above) => ({
  name: `${from.split(/[^a-z-]+/).filter(Boolean)[1]}-imports-upward`,
  severity: "error",
  from: { path: from },
  to: { path: above },
});

export default {
  forbidden: [
    below(lib, entries, commands, inputs, features, clients, texts),
    below(texts, entries, commands, inputs, features, clients),
    below(clients, entries, commands, inputs, features),
    below(features, entries, commands, inputs),
    below(inputs, entries, commands),
    below(commands, entries),
    {
      name: "feature-imports-feature",
      severity: "error",
      from: { path: `${features}`, pathNot: PAIRS.map(([from]) => `^src/${from}/`) },
      to: { path: features, pathNot: ["^src/$1/", "/options\\.ts$"] },
    },
    ...Object.entries(Object.groupBy(PAIRS, ([from]) => from)).map(([from, pairs]) => ({
      name: `${from}-imports-feature`,
      severity: "error",
      from: { path: `^src/${from}/` },
      to: {
        path: features,
        pathNot: [from, ...pairs.map(([, to]) => to)]
          .map((name) => `^src/${name}/`)
          .concat("/options\\.ts$"),
      },
    })),
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-circle-of-folders",
      severity: "error",
      scope: "folder",
      from: { path: "^(src|dev)/" },
      to: { circular: true },
    },
  ],
  options: { tsPreCompilationDeps: true, doNotFollow: { path: "node_modules" } },
};
