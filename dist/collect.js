import { collect } from "./bundle.js";

await collect();
