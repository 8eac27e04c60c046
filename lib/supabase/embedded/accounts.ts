/** Guards `/auth/v1` in front of lite: passes only the listed operations, with checked bodies. */
import { AgentExecutionError } from '../../agent-execution/agent-execution.error.ts';
import { authError, authRefusal } from './auth-answers.ts';
import { readBody, refreshBody, signInBody, signOutBody, signUpBody, withBody } from './auth-bodies.ts';
import { type AuthOperation, authOperationAt } from './auth-operations.ts';
import { type ChangeUserOptions, changeUser } from './change-user.ts';
import { errorResponse } from './database-errors.ts';
import { isHashingBusy, verifyPassword } from './password-hashing.ts';
import { readPasswordHash } from './read-password-hash.ts';

export interface AccountsOptions extends ChangeUserOptions {
  isSignUpOpen: boolean;
}

type Perform = (options: AccountsOptions, request: Request) => Promise<Response>;

const busy = () =>
  authError(503, 'unavailable', 'Too many people are signing in. Try again soon.', { 'Retry-After': '5' });

const signUp: Perform = async ({ lite, isSignUpOpen }, request) => {
  if (!isSignUpOpen) return authError(422, 'signup_disabled', 'Sign-up is off on this server.');
  if (isHashingBusy()) return busy();
  return lite.fetch(withBody(request, await readBody(request, signUpBody)));
};

/** Lite compares no hash for an unknown account, and the shorter time would reveal that the account does not exist. */
const signIn: Perform = async ({ lite }, request) => {
  if (isHashingBusy()) return busy();
  const body = await readBody(request, signInBody);
  const [hash, response] = await Promise.all([
    readPasswordHash(lite, body),
    lite.fetch(withBody(request, body)),
  ]);
  if (response.status === 400 && hash === null) await verifyPassword(body.password, null);
  return response;
};

const refresh: Perform = async ({ lite }, request) =>
  lite.fetch(withBody(request, await readBody(request, refreshBody)));

const signOut: Perform = async ({ lite, sessions }, request) => {
  const response = await lite.fetch(withBody(request, await readBody(request, signOutBody)));
  sessions.recheck();
  return response;
};

const perform: Record<AuthOperation, Perform> = {
  'sign-up': signUp,
  'sign-in': signIn,
  refresh,
  user: (options, request) =>
    request.method === 'PUT' ? changeUser(options, request) : options.lite.fetch(request),
  'sign-out': signOut,
};

/** Answers a request to `/auth/v1`. */
export async function answerAccounts(options: AccountsOptions, request: Request): Promise<Response> {
  const operation = authOperationAt(new URL(request.url));
  if (!operation) return authError(404, 'not_found', 'This address does not exist.');
  // Lite refuses methods other than POST, and answers OPTIONS.
  if (operation !== 'user' && request.method !== 'POST') return options.lite.fetch(request);
  try {
    return await perform[operation](options, request);
  } catch (error) {
    return error instanceof AgentExecutionError ? authRefusal(error) : errorResponse(error, false);
  }
}
