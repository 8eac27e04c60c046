import { notFound } from 'next/navigation';
import { cache } from 'react';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { isAbsent } from '@/lib/is-absent';
import { createServerClient } from '@/lib/supabase/server';

/** Returns the template with its versions, read once per request; an unknown or malformed id shows "not found". */
export const findTemplate = cache(async (id: string) => {
  const execution = createAgentExecution(await createServerClient());
  try {
    const [template, versions] = await Promise.all([
      execution.getTemplate(id),
      execution.listTemplateVersions(id),
    ]);
    return { template, versions };
  } catch (error) {
    if (isAbsent(error)) notFound();
    throw error;
  }
});
