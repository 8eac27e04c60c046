import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { LocalOwnerForm } from '@/components/auth/local-owner-form';
import { LoginForm } from '@/components/auth/login-form';
import { LogoMark } from '@/components/shell/logo';
import { isLocalOwnerOffered, requiredProofOrigin } from '@/lib/auth/local-owner';
import { safeNextPath } from '@/lib/auth/next-path';
import { getCaller } from '@/lib/auth/session';
import { env } from '@/lib/env';
import { continueAsLocalOwner, enter } from './actions';

export const metadata: Metadata = { title: 'Sign in' };

export default async function LoginPage({ searchParams }: PageProps<'/login'>) {
  const { next, mode } = await searchParams;
  const nextPath = safeNextPath(next);
  if (await getCaller()) redirect(nextPath);
  const requestHeaders = await headers();
  const isLocalOwner = isLocalOwnerOffered(requestHeaders);
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-8">
      <div className="grid w-full max-w-80 gap-5">
        <div className="grid justify-items-center gap-3">
          <LogoMark className="size-9" />
          <h1 className="font-semibold text-title">Agent Execution</h1>
        </div>
        {isLocalOwner && (
          <LocalOwnerForm
            nextPath={nextPath}
            proofOrigin={requiredProofOrigin(requestHeaders)}
            action={continueAsLocalOwner}
          />
        )}
        <LoginForm
          mode={mode === 'sign-up' ? 'sign-up' : 'sign-in'}
          nextPath={nextPath}
          action={enter}
          isSecondary={isLocalOwner}
          isSignUpOpen={env().isSignUpOpen}
        />
      </div>
    </main>
  );
}
