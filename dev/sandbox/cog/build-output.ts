import { randomBytes } from "node:crypto";
import gte from "semver/functions/gte.js";
import type { Console } from "./console.ts";
import type { CogScript } from "./script.ts";

const MEGABYTE = 1024 * 1024;
/** One line of a build, repeated to fill any amount of output. */
const FILLER = `#7 12.34 Downloading model.safetensors sha256:${"0123456789abcdef".repeat(4)} 41%\n`;

/** BuildKit's plain progress, with digests that are nobody's version. */
export function printBuild(version: string, image: string, console: Console): void {
  const id = randomBytes(32).toString("hex");
  const usesBuildx = !gte(version, "0.15.9");
  const first = usesBuildx ? '#0 building with "default" instance using docker driver\n\n' : "";
  console.info(`${first}#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 84B done
#1 DONE 0.0s

#2 [internal] load metadata for docker.io/library/python:3.11-slim
#2 DONE 0.1s

#3 [1/3] FROM docker.io/library/python:3.11-slim@sha256:${randomBytes(32).toString("hex")}
#3 CACHED

#4 [2/3] WORKDIR /src
#4 CACHED

#5 [3/3] COPY . /src
#5 DONE 0.0s

#6 exporting to image
#6 exporting layers 0.0s done
#6 preparing layers for inline cache done
#6 writing image sha256:${id} done
#6 naming to ${image} done
#6 DONE 0.0s`);
}

/** What a script adds to the build's output. */
export function printExtras(script: CogScript, console: Console): void {
  if (script.buildPrints !== undefined) console.write("stderr", script.buildPrints);
  if (script.invalidUtf8)
    console.write("stderr", Buffer.from([0x23, 0xff, 0xfe, 0xc3, 0x28, 0x0a]));
  const bytes = script.buildBytes ?? 0;
  if (bytes <= 0) return;
  const block = Buffer.from(FILLER.repeat(Math.ceil(MEGABYTE / FILLER.length)));
  for (let written = 0; written < bytes; written += block.length)
    console.write("stderr", block.subarray(0, Math.min(block.length, bytes - written)));
}
