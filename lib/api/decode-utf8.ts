/**
 * Decodes a body so that an error can name the value with invalid bytes. Each run of them becomes half a surrogate pair, which valid
 * UTF-8 never contains. It is replaced in error texts; any other value with it is refused.
 */

const REPLACEMENT = '\ufffd';
const REPLACEMENT_BYTES = Buffer.from(REPLACEMENT);
const INVALID = '\udc80';

/** Yields the bytes between the characters U+FFFD that the caller sent. */
function* piecesOf(bytes: Buffer): Generator<Buffer> {
  let start = 0;
  for (;;) {
    const end = bytes.indexOf(REPLACEMENT_BYTES, start);
    yield bytes.subarray(start, end < 0 ? undefined : end);
    if (end < 0) return;
    start = end + REPLACEMENT_BYTES.length;
  }
}

function decodeInvalid(bytes: Buffer): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const pieces = [...piecesOf(bytes)].map((piece) => decoder.decode(piece).replaceAll(REPLACEMENT, INVALID));
  return pieces.join(REPLACEMENT).replace(/^\ufeff/, '');
}

/** Returns the text of UTF-8, with U+DC80 in place of invalid bytes. */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return decodeInvalid(bytes);
  }
}
