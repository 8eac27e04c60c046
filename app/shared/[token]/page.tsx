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

/** Reads the plan once for the page and its title, so that one visit is one opening. */
const findShared = cache(async (token: string, cursor: string | undefined): Promise<SharedPlan> => {
  const share = await openShare(await headers(), token);
  if (share === null) notFound();
  try {
    return await readSharedPlan(share, cursor);
  } catch (error) {
    if (isAbsent(error)) notFound();
    throw error;
  }
});

const readCursor = (value: string | string[] | undefined) =>
  typeof value === 'string' && value !== '' ? value : undefined;

export async function generateMetadata(props: PageProps<'/shared/[token]'>): Promise<Metadata> {
  const [{ token }, { after }] = await Promise.all([props.params, props.searchParams]);
  const { title } = await findShared(token, readCursor(after));
  return { title, robots: { index: false, follow: false, noarchive: true }, referrer: 'no-referrer' };
}

export default async function SharedPage({ params, searchParams }: PageProps<'/shared/[token]'>) {
  const [{ token }, { after }] = await Promise.all([params, searchParams]);
  const shared = await findShared(token, readCursor(after));
  return (
    <main className="mx-auto grid w-full max-w-[90rem] gap-4 px-4 py-6 sm:px-6">
      <SharedHeader shared={shared} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
        <SharedSteps steps={shared.steps} plan={shared.plan} />
        <SharedLog
          rows={shared.rows}
          nextCursor={shared.nextCursor}
          isFirst={readCursor(after) === undefined}
        />
      </div>
    </main>
  );
}
