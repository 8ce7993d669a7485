import { MATRICES } from "./matrices.ts";

for (const matrix of MATRICES) console.log(matrix.name, (await matrix.cells()).length);
