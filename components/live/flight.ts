/** React Flight, the format in which Next sends a rendered page: rows of `id:tag…`. */

const COLON = 0x3a;
const COMMA = 0x2c;
const NEWLINE = 0x0a;
const ERROR_TAG = 0x45; // E
/** Tags of rows that state their length in hexadecimal and end without a line break (React's startReadingFromStream). */
const SIZED_TAGS = new Set([...'TAOobUSsLlGgMmV'].map((tag) => tag.charCodeAt(0)));

const decoder = new TextDecoder();

/** Returns whether an error row means that a component failed; a redirect or "not found" does not. */
function isFailure(row: Uint8Array): boolean {
  return !decoder.decode(row).includes('"digest":"NEXT_');
}

/** Returns whether a whole response holds a component that failed while the server rendered it. */
export function hasFailedComponent(response: Uint8Array): boolean {
  let at = 0;
  while (at < response.length) {
    const tagAt = response.indexOf(COLON, at) + 1;
    if (tagAt === 0) return true;
    const tag = response[tagAt] ?? 0;
    if (SIZED_TAGS.has(tag)) {
      const comma = response.indexOf(COMMA, tagAt);
      const length = Number.parseInt(decoder.decode(response.subarray(tagAt + 1, comma)), 16);
      if (comma === -1 || Number.isNaN(length)) return true;
      at = comma + 1 + length;
    } else {
      const end = response.indexOf(NEWLINE, tagAt);
      const row = response.subarray(tagAt, end === -1 ? response.length : end);
      if (tag === ERROR_TAG && isFailure(row)) return true;
      at = tagAt + row.length + 1;
    }
  }
  return false;
}
