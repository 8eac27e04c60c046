/**
 * Cleans the error texts in a body of `/rest/v1`. Refuses other values that the database could not store, in the format
 * of its own errors, with the name of the field.
 */
import { cleanErrorTexts } from '../../agent-execution/error-texts.ts';
import { parseExact, stringifyExact } from '../../agent-execution/exact-json.ts';
import { findUnstorable } from '../../agent-execution/storable.ts';
import { hasTooManyValues, MAX_VALUES } from '../../http/json-values.ts';
import { statusOfCode } from '../../http/status-of-code.ts';

/** Returns the refusal of a JSON body that is too large to parse, or null. */
export function refuseValues(body: string): Response | null {
  if (!hasTooManyValues(body)) return null;
  return Response.json(
    {
      code: 'AE413',
      message: `A request may have at most ${MAX_VALUES.toLocaleString('en')} JSON values.`,
      details: null,
      hint: 'Split it into smaller requests; nothing was written.',
    },
    { status: statusOfCode.too_large },
  );
}

/** Returns a JSON body with its error texts cleaned, the same body if none needs it, or the refusal of another value. */
export function storableBody(body: string): string | Response {
  const tooMany = refuseValues(body);
  if (tooMany) return tooMany;
  const sent = parsed(body);
  const value = cleanErrorTexts(sent);
  const found = findUnstorable(value);
  if (found) return refuse(found);
  return value === sent ? body : stringifyExact(value);
}

function refuse({ path, problem }: { path: string; problem: string }): Response {
  return Response.json(
    {
      code: 'AE400',
      message: `${path || 'The body'} ${problem}.`,
      details: null,
      hint: `Correct ${path || 'it'} and send it again; nothing was written.`,
    },
    { status: statusOfCode.invalid_input },
  );
}

/** Returns null for malformed JSON, which lite or Postgres describes. */
function parsed(body: string): unknown {
  try {
    return parseExact(body);
  } catch {
    return null;
  }
}
