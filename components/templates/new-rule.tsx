'use client';

import { useState, useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { SelectField } from '@/components/ui/select-field';
import { type AutomationRule, type AutomationRuleInput, matchKinds } from '@/lib/agent-execution/automation';
import type { Template } from '@/lib/agent-execution/templates';
import { kindLabels } from './rule-words';

export interface NewRuleProps {
  templates: Template[];
  onCreate: (input: AutomationRuleInput) => Promise<Answer>;
}

const kinds = matchKinds.map((value) => ({ value, label: kindLabels[value] }));

export function NewRule({ templates, onCreate }: NewRuleProps) {
  const [kind, setKind] = useState<AutomationRule['match_kind']>('category');
  const [problem, setProblem] = useState<Answer['error']>();
  const [isBusy, startTransition] = useTransition();
  const add = (form: HTMLFormElement) =>
    startTransition(async () => {
      const data = new FormData(form);
      const { error } = await onCreate({
        match_kind: kind,
        ...(kind !== 'default' && { match_value: String(data.get('value')).trim() }),
        template_id: String(data.get('template')),
      }).catch(() => ({
        error: {
          message: 'The server did not answer.',
          hint: 'What you typed is still here; try again in a moment.',
        },
      }));
      setProblem(error);
      if (!error) form.reset();
    });
  return (
    <form
      className="grid gap-3 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        add(event.currentTarget);
      }}
    >
      {problem && (
        <Notice tone="error" title={problem.message}>
          {problem.hint}
        </Notice>
      )}
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          id="rule-kind"
          label="When"
          options={kinds}
          value={kind}
          onChange={(event) =>
            setKind(matchKinds.find((known) => known === event.target.value) ?? 'category')
          }
        />
        {kind !== 'default' && (
          <div className="w-44">
            <Field
              id="rule-value"
              name="value"
              label={kind === 'category' ? 'Category' : 'Word'}
              required
              maxLength={100}
            />
          </div>
        )}
        <SelectField
          id="rule-template"
          name="template"
          label="Plan from"
          options={templates.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <Button type="submit" isBusy={isBusy} className="h-9">
          Add rule
        </Button>
      </div>
    </form>
  );
}
