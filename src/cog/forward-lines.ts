/** A line without an end is passed on in pieces of this size. */
const MAX_LINE_BYTES = 64 * 1024;

/**
 * Passes a stream on in whole lines, so that two streams never mix within one. Holds back at most one
 * line, and reads no further while the log can't keep up.
 * @param pass is given one line or more; a line that is too long, in pieces.
 */
export async function forwardLines(
  stream: AsyncIterable<Buffer>,
  pass: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  let held: Buffer = Buffer.alloc(0);
  let isMidLine = false;
  for await (const chunk of stream) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = bytes.lastIndexOf("\n") + 1;
    const cut = end === 0 && bytes.length > MAX_LINE_BYTES ? bytes.length : end;
    if (cut > 0) {
      await pass(bytes.subarray(0, cut));
      isMidLine = end === 0;
    }
    held = bytes.subarray(cut);
  }
  if (held.length > 0 || isMidLine) await pass(Buffer.concat([held, Buffer.from("\n")]));
}
