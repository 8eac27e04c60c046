import { Plus } from 'lucide-react';
import type { Metadata } from 'next';
import { AutomationRules } from '@/components/templates/automation-rules';
import { TemplateList } from '@/components/templates/template-list';
import { TryRules } from '@/components/templates/try-rules';
import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { createServerClient } from '@/lib/supabase/server';
import { createRule, deleteRule, orderRules, tryRules, updateRule } from './actions';

export const metadata: Metadata = { title: 'Templates' };

export default async function TemplatesPage() {
  const execution = createAgentExecution(await createServerClient());
  const [templates, rules] = await Promise.all([execution.listTemplates(), execution.listAutomationRules()]);
  return (
    <div className="grid items-start gap-8 xl:grid-cols-2">
      <section aria-labelledby="templates" className="grid gap-3">
        <header className="flex items-center justify-between gap-4">
          <h1 id="templates" className="font-semibold text-title">
            Templates
          </h1>
          <Link href="/templates/new" className={buttonClasses()}>
            <Plus aria-hidden />
            New template
          </Link>
        </header>
        <TemplateList templates={templates} />
      </section>
      <section aria-labelledby="rules" className="grid gap-3">
        <div>
          <h2 id="rules" className="font-semibold text-heading">
            Rules
          </h2>
          <p className="mt-1 max-w-prose text-muted">
            When a task is created, the first rule that matches creates a plan from its template. If a rule
            fails, the task gets no plan, and the error is shown here.
          </p>
        </div>
        <AutomationRules
          rules={rules}
          templates={templates}
          onCreate={createRule}
          onUpdate={updateRule}
          onDelete={deleteRule}
          onOrder={orderRules}
        />
        {rules.length > 0 && <TryRules rules={rules} onTry={tryRules} />}
      </section>
    </div>
  );
}
