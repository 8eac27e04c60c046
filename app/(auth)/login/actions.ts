'use server';

import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { z } from 'zod';
import type { LoginState } from '@/components/auth/login-state';
import { enterWithPassword } from '@/lib/auth/enter-with-password';
import { isLocalOwnerAllowed } from '@/lib/auth/local-owner';
import { safeNextPath } from '@/lib/auth/next-path';
import { type SignInResult, signInAsLocalOwner } from '@/lib/auth/sign-in';

const form = z.object({
  mode: z.enum(['sign-in', 'sign-up']),
  email: z.email(),
  password: z.string().min(1),
});

const NOT_A_FORM: LoginState = {
  email: '',
  error: { message: 'The form cannot be read.', hint: 'Open the login page again.' },
};

/** Signs in or up with e-mail and password. Any client may call it, with arguments of any type. */
export async function enter(_: LoginState, data: FormData): Promise<LoginState> {
  if (!(data instanceof FormData)) return NOT_A_FORM;
  const email = String(data.get('email') ?? '');
  const parsed = form.safeParse(Object.fromEntries(data));
  if (!parsed.success) {
    const error = {
      message: 'Enter an e-mail address and a password.',
      hint: 'The address looks like you@example.org.',
    };
    return { email, error };
  }
  return redirectOrReport(await enterWithPassword(await headers(), parsed.data), email, data);
}

export async function continueAsLocalOwner(_: LoginState, data: FormData): Promise<LoginState> {
  if (!(data instanceof FormData)) return NOT_A_FORM;
  if (!isLocalOwnerAllowed(await headers(), data.get('proof'))) {
    const error = {
      message: 'The local owner cannot sign in from here.',
      hint: 'Open this page as localhost on the machine it runs on, not through a proxy.',
    };
    return { email: '', error };
  }
  return redirectOrReport(await signInAsLocalOwner(), '', data);
}

function redirectOrReport({ error, notice }: SignInResult, email: string, data: FormData): LoginState {
  if (error || notice) return { email, error, notice };
  redirect(safeNextPath(data.get('next')));
}
