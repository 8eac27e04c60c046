/** A plan for a reader without a sign-in. Links that are unknown, expired or revoked look the same: not found. */
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { cache } from 'react';
import { SharedHeader } from '@/components/shared-plan/shared-header';
import { SharedLog } from '@/components/shared-plan/shared-log';
import { SharedSteps } from '@/components/shared-plan/shared-steps';
import { isAbsent } from '@/lib/is-absent';
import { openShare } from '@/lib/shares/open-share';
import { readSharedPlan, type SharedPlan } from '@/lib/shares/shared-plan';

/** Reads the plan once for the page and its title, so that one visit is one opening. Reads before a row, or after one. */
const findShared = cache(async (token: string, after: number, before: number | null): Promise<SharedPlan> => {
  const share = await openShare(await headers(), token);
  if (share === null) notFound();
  try {
    return await readSharedPlan(share, before === null ? { after } : { before });
  } catch (error) {
    if (isAbsent(error)) notFound();
    throw error;
  }
});

const readSeq = (value: string | string[] | undefined) =>
  typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;

async function findPage({ params, searchParams }: PageProps<'/shared/[token]'>): Promise<SharedPlan> {
  const [{ token }, { after, before }] = await Promise.all([params, searchParams]);
  return findShared(token, readSeq(after) ?? 0, readSeq(before));
}

export async function generateMetadata(props: PageProps<'/shared/[token]'>): Promise<Metadata> {
  const { title } = await findPage(props);
  return { title, robots: { index: false, follow: false, noarchive: true }, referrer: 'no-referrer' };
}

export default async function SharedPage(props: PageProps<'/shared/[token]'>) {
  const shared = await findPage(props);
  return (
    <main className="mx-auto grid w-full max-w-[90rem] gap-4 px-4 py-6 sm:px-6">
      <SharedHeader shared={shared} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <div className="min-w-0 lg:sticky lg:top-4 lg:max-h-[calc(100dvh-2rem)] lg:overflow-y-auto">
          <SharedSteps steps={shared.steps} plan={shared.plan} />
        </div>
        <SharedLog shared={shared} />
      </div>
    </main>
  );
}
