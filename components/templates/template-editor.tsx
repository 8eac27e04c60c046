'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { DraftTable } from '@/components/plans/drafting/draft-table';
import { blankRow, readDraft, toDraftRows } from '@/components/plans/drafting/plan-draft';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { notifyDone } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import { useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import type { Template, TemplateInput } from '@/lib/agent-execution/templates';

export interface TemplateEditorProps {
  /** Absent for a new template. */
  template?: Template;
  onSave: (input: TemplateInput) => Promise<ActionResult<{ id: string }>>;
}

const placeholders = ['title', 'description', 'category', 'priority', 'due_date'];

/** Edits a template; its steps use the table for drafts. Saving creates the next version. */
export function TemplateEditor({ template, onSave }: TemplateEditorProps) {
  const router = useRouter();
  const [rows, setRows] = useState(() =>
    template ? toDraftRows(template.steps) : [blankRow(), blankRow(), blankRow()],
  );
  const { isPending, failure, setFailure, run } = useFormAction();
  const save = (form: FormData) => {
    const draft = readDraft(rows);
    setFailure(draft.error);
    if (draft.error) return;
    const input = {
      name: String(form.get('name')).trim(),
      plan_type: String(form.get('plan_type')).trim(),
      reasoning: String(form.get('reasoning')).trim() || null,
      steps: draft.steps,
    };
    run(() => onSave(input), {
      hint: INPUT_KEPT,
      onSuccess: ({ id }) => {
        notifyDone('Saved the template');
        if (template) router.refresh();
        else router.push(`/templates/${id}`);
      },
    });
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        save(new FormData(event.currentTarget));
      }}
    >
      <div className="grid max-w-3xl items-start gap-4 sm:grid-cols-2">
        <Field
          id="template-name"
          name="name"
          label="Name"
          required
          maxLength={100}
          defaultValue={template?.name}
        />
        <Field
          id="template-type"
          name="plan_type"
          label="Plan type"
          required
          maxLength={100}
          placeholder="research"
          defaultValue={template?.plan_type}
        />
      </div>
      <p className="max-w-prose text-muted">
        In steps and in the reasoning,{' '}
        {placeholders.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <code className="font-mono text-ink text-meta">{`{{${name}}}`}</code>
          </span>
        ))}{' '}
        stand for the fields of the task.
      </p>
      <DraftTable rows={rows} onChange={setRows} />
      <div className="max-w-3xl">
        <TextArea
          id="template-reasoning"
          name="reasoning"
          label="Reasoning"
          hint="Why plans from this template have these steps. Agents that work on them read this."
          maxLength={100_000}
          defaultValue={template?.reasoning ?? ''}
        />
      </div>
      <FailureNotice failure={failure} />
      <div>
        <Button type="submit" variant="solid" isBusy={isPending}>
          Save template
        </Button>
      </div>
    </form>
  );
}
