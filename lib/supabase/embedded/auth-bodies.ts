/** Validates the bodies of requests to `/auth/v1` before lite reads them, because lite accepts some values that are not text. */
import { z } from 'zod';
import { errorOf } from '../../agent-execution/agent-execution.error.ts';
import { findUnstorable } from '../../agent-execution/storable.ts';

/** bcrypt reads at most 72 bytes of a password. */
const newPassword = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= 72, 'Use a password of at most 72 bytes.');

/** The database column has this length. */
const emailAddress = z.string().max(255, 'Use an address of at most 255 characters.');

export const signUpBody = z.object({
  email: emailAddress,
  password: newPassword,
  data: z.looseObject({}).optional(),
});
export const signInBody = z.object({ email: emailAddress, password: z.string() });
export const refreshBody = z.object({ refresh_token: z.string() });
export const userBody = z.object({
  data: z.looseObject({}).optional(),
  password: newPassword.optional(),
  current_password: z.string().optional(),
  email: z.never('This server sends no e-mail, so the address of an account cannot be changed.').optional(),
  phone: z.never('This server does not support phone numbers.').optional(),
});
export const signOutBody = z.looseObject({}).optional();

function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return null;
  }
}

/** The nesting levels around `data`. */
const ENVELOPE_LEVELS = 1;

/** Returns the body of a request; throws invalid_request if it does not match the schema or cannot be stored. */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body = parseJson(await request.text());
  const unstorable = findUnstorable(body, ENVELOPE_LEVELS);
  if (unstorable) throw errorOf('invalid_request', `${unstorable.path || 'The body'} ${unstorable.problem}.`);
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw errorOf('invalid_request', `${issue?.path.join('.') || 'The body'}: ${issue?.message}`);
}

/** Returns a copy of a request with another body. */
export function withBody({ url, method, headers }: Request, body: unknown): Request {
  const kept = new Headers(headers);
  kept.delete('content-length');
  return new Request(url, { method, headers: kept, body: body === undefined ? null : JSON.stringify(body) });
}
