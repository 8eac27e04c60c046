'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { LoginState } from '@/components/auth/login-state';
import { isLocalOwnerOffered } from '@/lib/auth/local-owner';
import { safeNextPath } from '@/lib/auth/next-path';
import { type SignInResult, signIn, signInAsLocalOwner, signUp } from '@/lib/auth/sign-in';

const form = z.object({
  mode: z.enum(['sign-in', 'sign-up']),
  email: z.email(),
  password: z.string().min(1),
});

/** Signs in or up with e-mail and password. */
export async function enter(_: LoginState, data: FormData): Promise<LoginState> {
  const email = String(data.get('email') ?? '');
  const parsed = form.safeParse(Object.fromEntries(data));
  if (!parsed.success) {
    const error = {
      message: 'Enter an e-mail address and a password.',
      hint: 'The address looks like you@example.org.',
    };
    return { email, error };
  }
  const { mode, password } = parsed.data;
  const result = await (mode === 'sign-up' ? signUp(email, password) : signIn(email, password));
  return goOn(result, email, data);
}

export async function continueAsLocalOwner(_: LoginState, data: FormData): Promise<LoginState> {
  if (!isLocalOwnerOffered(await headers())) {
    const error = {
      message: 'Not offered from here.',
      hint: 'Open this page on the machine it runs on, as localhost.',
    };
    return { email: '', error };
  }
  return goOn(await signInAsLocalOwner(), '', data);
}

function goOn({ error, notice }: SignInResult, email: string, data: FormData): LoginState {
  if (error || notice) return { email, error, notice };
  redirect(safeNextPath(data.get('next')));
}
