import { discover } from "./bundle.js";

await discover();
