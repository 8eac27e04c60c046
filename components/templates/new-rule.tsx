'use client';

import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import { useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import { type AutomationRule, type AutomationRuleInput, matchKinds } from '@/lib/agent-execution/automation';
import type { Template } from '@/lib/agent-execution/templates';
import { kindLabels } from './rule-words';

export interface NewRuleProps {
  templates: Template[];
  onCreate: (input: AutomationRuleInput) => Promise<ActionResult>;
}

const kinds = matchKinds.map((value) => ({ value, label: kindLabels[value] }));

export function NewRule({ templates, onCreate }: NewRuleProps) {
  const [kind, setKind] = useState<AutomationRule['match_kind']>('category');
  const { isPending, failure, run } = useFormAction();
  const add = (form: HTMLFormElement) => {
    const data = new FormData(form);
    const rule = {
      match_kind: kind,
      ...(kind !== 'default' && { match_value: String(data.get('value')).trim() }),
      template_id: String(data.get('template')),
    };
    run(() => onCreate(rule), { hint: INPUT_KEPT, onSuccess: () => form.reset() });
  };
  return (
    <form
      className="@container grid gap-3 border-line border-t p-4"
      onSubmit={(event) => {
        event.preventDefault();
        add(event.currentTarget);
      }}
    >
      <FailureNotice failure={failure} />
      <div className="grid grid-cols-2 items-end gap-3 @[34rem]:flex">
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
          <div className="@[34rem]:w-36">
            <Field
              id="rule-value"
              name="value"
              label={kind === 'category' ? 'Category' : 'Word'}
              required
              maxLength={100}
            />
          </div>
        )}
        <div className="col-span-2 min-w-0 @[34rem]:flex-1">
          <SelectField
            id="rule-template"
            name="template"
            label="Plan from"
            options={templates.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </div>
        <Button type="submit" size="field" className="col-span-2 sm:justify-self-start" isBusy={isPending}>
          Add rule
        </Button>
      </div>
    </form>
  );
}
