/** `PUT /auth/v1/user`: a new password requires the current one and counts attempts; other changes do not. */

import { env } from '../../env.ts';
import { limitPasswordChange } from '../../rate-limits/attempt-limits.ts';
import type { LiveSessions } from '../live-sessions.ts';
import { authError } from './auth-answers.ts';
import { readBody, userBody, withBody } from './auth-bodies.ts';
import type { Lite } from './lite.ts';
import { verifyPassword } from './password-hashing.ts';
import { readPasswordHash } from './read-password-hash.ts';

export interface ChangeUserOptions {
  lite: Lite;
  sessions: LiveSessions;
}

/** Ends every other session of the account. */
async function endOtherSessions({ lite, sessions }: ChangeUserOptions, { url, headers }: Request) {
  const address = new URL('/auth/v1/logout?scope=others', url);
  await lite.fetch(new Request(address, { method: 'POST', headers }));
  sessions.recheck();
}

/** Changes an account. A new password requires the current one, so that a stolen session is not enough to take over the account. */
export async function changeUser(options: ChangeUserOptions, request: Request): Promise<Response> {
  const { lite } = options;
  const { current_password, ...changes } = await readBody(request, userBody);
  const change = () => lite.fetch(withBody(request, changes));
  if (changes.password === undefined) return change();
  // Lite verifies the token and its session.
  const me = await lite.fetch(new Request(request.url, { headers: request.headers }));
  if (!me.ok) return me;
  const { id, email }: { id: string; email: string } = await me.json();
  if (email === env().localOwner?.email) {
    return authError(403, 'local_owner', 'The local owner keeps its password: this server signs in with it.');
  }
  if (current_password === undefined) {
    return authError(400, 'current_password_required', 'Send the current password as current_password.');
  }
  const check = async () => verifyPassword(current_password, await readPasswordHash(lite, { id }));
  if (!(await limitPasswordChange(id, check))) {
    return authError(400, 'current_password_invalid', 'The current password is wrong.');
  }
  const response = await change();
  if (response.ok) await endOtherSessions(options, request);
  return response;
}
