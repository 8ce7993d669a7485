/**
 * What Cog prints when a build fails because of the cache. Seen with Cog 0.16.12 and 0.22 on Docker 28.5:
 * a layer that is gone, a layer with another digest, and an engine that can't export.
 */
const FAILURES = [
  /failed to copy: /,
  /httpReadSeeker/,
  /failed commit on ref/,
  /short read: expected \d+ bytes/,
  /unknown cache exporter/i,
  /[Cc]ache export is not supported/,
  /failed to configure registry cache (?:im|ex)porter/,
  // The connection itself, should it ever be changed to something that the engine refuses.
  /FLOW_CONTROL_ERROR|PROTOCOL_ERROR|FRAME_SIZE_ERROR|COMPRESSION_ERROR/,
  /error pinging docker daemon/,
  /failed to unmarshal|grpc: error unmarshalling/,
];

/** Whether a build may have failed because of the cache, so that it is worth another run without it. */
export function isCacheFailure(output: string): boolean {
  return FAILURES.some((pattern) => pattern.test(output));
}
