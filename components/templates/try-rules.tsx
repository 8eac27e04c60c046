'use client';

import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import type { AutomationRule, AutomationTrial } from '@/lib/agent-execution/automation';
import type { TemplateTask } from '@/lib/agent-execution/templates';
import { ruleWords } from './rule-words';

export interface TryRulesProps {
  rules: AutomationRule[];
  onTry: (
    task: TemplateTask,
  ) => Promise<{ trial: AutomationTrial } | { error: { message: string; hint: string } }>;
}

/** Which rule a task would meet and the plan that it would make; nothing is made. */
export function TryRules({ rules, onTry }: TryRulesProps) {
  const [answer, setAnswer] = useState<Awaited<ReturnType<TryRulesProps['onTry']>>>();
  const [isBusy, startTransition] = useTransition();
  const ask = (form: FormData) =>
    startTransition(async () => {
      const category = String(form.get('category')).trim();
      setAnswer(
        await onTry({ title: String(form.get('title')).trim(), ...(category && { category }) }).catch(() => ({
          error: { message: 'The server did not answer.', hint: 'Try again in a moment.' },
        })),
      );
    });
  return (
    <form
      aria-label="Try the rules"
      className="grid gap-3 rounded-md border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault();
        ask(new FormData(event.currentTarget));
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-56 flex-1">
          <Field
            id="try-title"
            name="title"
            label="Which rule would a task meet?"
            required
            maxLength={500}
            placeholder="Its title"
          />
        </div>
        <div className="w-36">
          <Field id="try-category" name="category" label="Category" maxLength={100} />
        </div>
        <Button type="submit" isBusy={isBusy} className="h-9">
          Try
        </Button>
      </div>
      <div role="status">{answer && <TrialAnswer answer={answer} rules={rules} />}</div>
    </form>
  );
}

function TrialAnswer({
  answer,
  rules,
}: {
  answer: Awaited<ReturnType<TryRulesProps['onTry']>>;
  rules: AutomationRule[];
}) {
  if ('error' in answer) {
    return (
      <Notice tone="error" title={answer.error.message}>
        {answer.error.hint}
      </Notice>
    );
  }
  const { rule_id, plan, error } = answer.trial;
  const rule = rules.find(({ id }) => id === rule_id);
  if (!rule) return <p className="text-muted">No rule fits: it would get no plan.</p>;
  if (!plan) {
    return (
      <Notice tone="error" title={`${ruleWords(rule)}: it would fail.`}>
        {error}
      </Notice>
    );
  }
  return (
    <div className="grid gap-1">
      <p>
        {ruleWords(rule)} <span className="text-muted">→</span> a {plan.plan_type} plan:
      </p>
      <ol className="list-inside list-decimal text-muted">
        {plan.steps.map(({ step, action, description }) => (
          <li key={step} className="break-text">
            <span className="font-medium text-ink">{action}</span> {description}
          </li>
        ))}
      </ol>
    </div>
  );
}
