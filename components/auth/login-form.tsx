'use client';

import Link from 'next/link';
import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { emptyLogin, type LoginAction } from './login-state';

export interface LoginFormProps {
  mode: 'sign-in' | 'sign-up';
  nextPath: string;
  action: LoginAction;
  /** There is an easier way in above. */
  isSecondary: boolean;
}

const words = {
  'sign-in': { submit: 'Sign in', question: 'No account yet?', other: 'Sign up', otherMode: 'sign-up' },
  'sign-up': { submit: 'Sign up', question: 'Have an account?', other: 'Sign in', otherMode: 'sign-in' },
};

export function LoginForm({ mode, nextPath, action, isSecondary }: LoginFormProps) {
  const [state, submit, isPending] = useActionState(action, emptyLogin);
  const { submit: label, question, other, otherMode } = words[mode];
  const isNew = mode === 'sign-up';
  return (
    <form action={submit} key={mode} className="grid gap-4 rounded-md border border-line bg-surface p-4">
      <input type="hidden" name="mode" value={mode} />
      <input type="hidden" name="next" value={nextPath} />
      {state.error && (
        <Notice tone="error" title={state.error.message}>
          {state.error.hint}
        </Notice>
      )}
      {state.notice && <Notice tone="info" title={state.notice} />}
      <Field
        id="email"
        name="email"
        type="email"
        label="E-mail"
        autoComplete="email"
        required
        defaultValue={state.email}
        aria-invalid={state.error !== undefined}
      />
      <Field
        id="password"
        name="password"
        type="password"
        label="Password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        minLength={isNew ? 8 : undefined}
        hint={isNew ? 'At least 8 characters.' : undefined}
        aria-invalid={state.error !== undefined}
      />
      <Button type="submit" variant={isSecondary ? 'outline' : 'solid'} size="lg" isBusy={isPending}>
        {label}
      </Button>
      <p className="text-center text-muted">
        {question}{' '}
        <Link
          href={{ pathname: '/login', query: { mode: otherMode, next: nextPath } }}
          replace
          className="rounded-sm font-medium text-ink underline underline-offset-2"
        >
          {other}
        </Link>
      </p>
    </form>
  );
}
