import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { LocalOwnerForm } from '@/components/auth/local-owner-form';
import { LoginForm } from '@/components/auth/login-form';
import { ProductWords } from '@/components/auth/product-words';
import { SamplePlan } from '@/components/auth/sample-plan';
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
    <main className="mx-auto grid min-h-dvh max-w-80 content-center gap-x-20 gap-y-8 px-4 py-8 max-lg:box-content lg:max-w-4xl lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid content-center gap-5 max-lg:justify-items-center">
        <div className="flex items-center gap-3">
          <LogoMark className="size-9" />
          <h1 className="font-semibold text-title">Agent Execution</h1>
        </div>
        <ProductWords />
        <SamplePlan className="w-full max-lg:hidden" />
      </div>
      <div className="grid w-full content-center gap-5">
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
