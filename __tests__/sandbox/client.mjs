// What Replicate's JavaScript client makes of a sandbox; printed as JSON. Arguments: the module, a version's ID.
import { createRequire } from "node:module";

const [, , path, version] = process.argv;
const Replicate = createRequire(import.meta.url)(path);

const replicate = new Replicate({
  auth: process.env.REPLICATE_API_TOKEN,
  baseUrl: process.env.REPLICATE_BASE_URL,
  useFileOutput: false,
});
const account = await replicate.accounts.current();
const hardware = await replicate.hardware.list();
const created = await replicate.models.create("acme", "made", {
  visibility: "private",
  hardware: "cpu",
});
const listed = await replicate.models.list();
const found = await replicate.models.search("hotdog");
const versions = await replicate.models.versions.list("acme", "hotdog");
const output = await replicate.run(`acme/hotdog:${version}`, { input: { text: "Ada" } });
const predictions = await replicate.predictions.list();
const file = await replicate.files.create(Buffer.from("hi"));
await replicate.files.delete(file.id);
await replicate.deployments.create({
  name: "live",
  model: "acme/hotdog",
  version,
  hardware: "cpu",
  min_instances: 0,
  max_instances: 1,
});
const deployment = await replicate.deployments.get("acme", "live");
const collections = await replicate.collections.list();
const trainings = await replicate.trainings.list();
const seen = {
  account: account.username,
  hardware: hardware.length,
  created: created.name,
  listed: listed.results.map(({ name }) => name),
  found: found.results.map(({ name }) => name),
  versions: versions.results.map(({ id }) => id),
  output,
  predictions: predictions.results.length,
  deployed: deployment.current_release.version,
  none: collections.results.length + trainings.results.length,
};
console.log(JSON.stringify(seen));
