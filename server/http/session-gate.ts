/**
 * Checks that a request to a page or server action with a body has a session. Next buffers the body before a handler
 * runs, so the check comes first. `/api`, `/otlp`, `/v1`, `/rest` and `/auth` check their callers in their handlers,
 * which read the body afterwards. The login page needs no session.
 */
import type { IncomingMessage } from 'node:http';
import { hasGenuineSession, type SessionSettings } from '../../lib/supabase/session-cookie.ts';
import type { Refusal } from './refuse.ts';

const UNGATED_PATH = /^\/(?:api|otlp|v1|rest|auth|login|register|\.well-known)(?:[/?]|$)/;

/** Returns the refusal of a body without a session, or null. */
export async function refuseWithoutSession(
  { url = '', headers }: IncomingMessage,
  settings: SessionSettings,
): Promise<Refusal | null> {
  if (UNGATED_PATH.test(url) || (await hasGenuineSession(headers.cookie ?? '', settings))) return null;
  const error = {
    code: 'unauthenticated',
    message: 'You are not signed in.',
    hint: 'Sign in at /login, then send it again.',
  };
  // Next's client follows this header where it expects the answer of a server action.
  return headers['next-action'] === undefined
    ? { ...error, status: 303, headers: { Location: '/login' } }
    : { ...error, status: 401, headers: { 'x-action-redirect': '/login;push' } };
}
