/** Signs in and up on the login page, within the limits of attempts. */
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { env } from '@/lib/env';
import { retrySecondsOf } from '@/lib/http/retry-after';
import { limitSignIn, limitSignUp, type PasswordOutcome } from '@/lib/rate-limits/attempt-limits';
import { type SignInResult, signIn, signUp } from './sign-in';

export interface Entry {
  mode: 'sign-in' | 'sign-up';
  email: string;
  password: string;
}

const signUpIsOff: SignInResult = {
  error: {
    message: 'Sign-up is off on this server.',
    hint: 'Ask the person who runs it for an account, or set AES_SIGN_UP=on.',
  },
};

function outcomeOf({ error }: SignInResult): PasswordOutcome {
  if (!error) return 'right';
  return error.code === 'invalid_credentials' ? 'wrong' : 'unknown';
}

/** Signs in or up; returns an error to show if it failed. The limits throw rate_limited. */
async function enter(headers: Headers, { mode, email, password }: Entry): Promise<SignInResult> {
  if (mode === 'sign-in') {
    return limitSignIn(headers, email, () => signIn(email, password), outcomeOf);
  }
  if (!env().isSignUpOpen) return signUpIsOff;
  await limitSignUp(headers, email);
  return signUp(email, password);
}

/** Returns the minutes to wait, which a person reads more easily than seconds. */
function minutesOf(error: AgentExecutionError): number {
  return Math.ceil((retrySecondsOf(error) ?? 0) / 60);
}

/** Signs in or up; also returns an exceeded limit as an error to show. */
export async function enterWithPassword(headers: Headers, entry: Entry): Promise<SignInResult> {
  try {
    return await enter(headers, entry);
  } catch (error) {
    if (!(error instanceof AgentExecutionError) || error.code !== 'rate_limited') throw error;
    const minutes = minutesOf(error);
    const hint = `Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
    return { error: { message: error.message, hint } };
  }
}
