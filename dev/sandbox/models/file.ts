import type { JsonObject } from "../http/http.ts";

/** A file that somebody uploaded. */
export interface StoredFile {
  readonly id: string;
  /** The account that it belongs to. */
  readonly username: string;
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly metadata: JsonObject;
  readonly createdAt: Date;
}
