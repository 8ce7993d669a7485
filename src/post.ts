import * as core from "@actions/core";
import { messageOf } from "./errors.ts";
import { privateDirectoryOfRun, removePrivateDirectory } from "./private-files.ts";

// The main step removes its own files. What is left here was left by a step that was killed.
const directory = privateDirectoryOfRun();
if (directory !== undefined) {
  try {
    await removePrivateDirectory(directory);
  } catch (error) {
    core.warning(`${directory} could not be removed, remove it by hand: ${messageOf(error)}`);
  }
}
