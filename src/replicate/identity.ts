import { ActionError } from "../lib/errors.ts";
import { fullName, type ModelName } from "../lib/model-name.ts";

/**
 * Checks that Replicate's API returned the object that was requested. Whatever is read from an object decides what
 * is deleted or moved next, so a response about another one is never used.
 * @param kind of object, for the message: "model".
 * @param found as Replicate spells it; owners are compared without regard to case.
 * @returns the object.
 * @throws {ActionError} for another object.
 */
export function requireObject<T>(kind: string, wanted: string, found: string, object: T): T {
  if (wanted.toLowerCase() === found.toLowerCase()) return object;
  throw new ActionError({
    code: "replicate-wrong-object",
    message: `Replicate's API was asked for the ${kind} "${wanted}" and returned "${found}". Nothing was changed because of this response.`,
    hint: "Check that the name is current: an account or a model may have been renamed. Then check that no proxy or cache answers for Replicate, and run the job again.",
  });
}

/** Checks that a model or a deployment has the requested name; see requireObject. */
export function requireNamed<T extends ModelName>(kind: string, wanted: ModelName, found: T): T {
  return requireObject(kind, fullName(wanted), fullName(found), found);
}
