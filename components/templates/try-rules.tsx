'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { useFormAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { AutomationRule, AutomationTrial } from '@/lib/agent-execution/automation';
import type { TemplateTask } from '@/lib/agent-execution/templates';
import { ruleWords } from './rule-words';

export interface TryRulesProps {
  rules: AutomationRule[];
  onTry: (task: TemplateTask) => Promise<ActionResult<{ trial: AutomationTrial }>>;
}

/** Shows which rule matches a task and the plan it would create, without creating it. */
export function TryRules({ rules, onTry }: TryRulesProps) {
  const [trial, setTrial] = useState<AutomationTrial>();
  const { isPending, failure, run } = useFormAction();
  const tryRules = (form: FormData) => {
    const category = String(form.get('category')).trim();
    const task = { title: String(form.get('title')).trim(), ...(category && { category }) };
    run(() => onTry(task), { onSuccess: (result) => setTrial(result.trial) });
  };
  return (
    <form
      aria-label="Try the rules"
      className="grid gap-3 rounded-md border border-line p-4"
      onSubmit={(event) => {
        event.preventDefault();
        tryRules(new FormData(event.currentTarget));
      }}
    >
      <div className="flex flex-wrap items-end gap-3">
        <div className="min-w-56 flex-1 max-sm:basis-full">
          <Field
            id="try-title"
            name="title"
            label="Title of a task"
            required
            maxLength={500}
            placeholder="Find the rule that matches it"
          />
        </div>
        <div className="w-36 max-sm:flex-1">
          <Field id="try-category" name="category" label="Category" maxLength={100} />
        </div>
        <Button type="submit" size="field" isBusy={isPending}>
          Try
        </Button>
      </div>
      <div role="status">
        <FailureNotice failure={failure} />
        {trial && !failure && <TrialResult trial={trial} rules={rules} />}
      </div>
    </form>
  );
}

function TrialResult({ trial, rules }: { trial: AutomationTrial; rules: AutomationRule[] }) {
  const { rule_id, plan, error } = trial;
  const rule = rules.find(({ id }) => id === rule_id);
  if (!rule) return <p className="text-muted">No rule matches. The task would get no plan.</p>;
  if (!plan) {
    return (
      <Notice tone="error" title={`${ruleWords(rule)}: the rule would fail.`}>
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
