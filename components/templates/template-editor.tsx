'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { DraftTable } from '@/components/plans/draft-table';
import { blankRow, type DraftError, readDraft, toDraftRows } from '@/components/plans/plan-draft';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { notifyDone } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import type { Template, TemplateInput } from '@/lib/agent-execution/templates';

export interface TemplateEditorProps {
  /** Left out for a new one. */
  template?: Template;
  onSave: (input: TemplateInput) => Promise<{ id: string } | { error: DraftError }>;
}

const placeholders = ['title', 'description', 'category', 'priority', 'due_date'];

const unanswered = {
  error: {
    message: 'The server did not answer.',
    hint: 'What you typed is still here; try again in a moment.',
  },
};

/** A template as it is written: its steps in the table in which plans are drafted. Saving makes the next version. */
export function TemplateEditor({ template, onSave }: TemplateEditorProps) {
  const router = useRouter();
  const [rows, setRows] = useState(() =>
    template ? toDraftRows(template.steps) : [blankRow(), blankRow(), blankRow()],
  );
  const [error, setError] = useState<DraftError | null>(null);
  const [isBusy, startTransition] = useTransition();
  const save = (form: FormData) => {
    const draft = readDraft(rows);
    setError('error' in draft ? draft.error : null);
    if ('error' in draft) return;
    const input = {
      name: String(form.get('name')).trim(),
      plan_type: String(form.get('plan_type')).trim(),
      reasoning: String(form.get('reasoning')).trim() || null,
      ...draft,
    };
    startTransition(async () => {
      const answer = await onSave(input).catch(() => unanswered);
      if ('error' in answer) return setError(answer.error);
      notifyDone('Saved the template');
      if (template) router.refresh();
      else router.push(`/templates/${answer.id}`);
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
        Where a step or the reasoning says{' '}
        {placeholders.map((name, index) => (
          <span key={name}>
            {index > 0 && ', '}
            <code className="font-mono text-ink text-meta">{`{{${name}}}`}</code>
          </span>
        ))}
        , the plan says what its task has there.
      </p>
      <DraftTable rows={rows} onChange={setRows} />
      <div className="max-w-3xl">
        <TextArea
          id="template-reasoning"
          name="reasoning"
          label="Reasoning"
          hint="Why plans of it are as they are, for whoever works on them"
          maxLength={100_000}
          defaultValue={template?.reasoning ?? ''}
        />
      </div>
      {error && (
        <Notice tone="error" title={error.message}>
          {error.hint}
        </Notice>
      )}
      <div>
        <Button type="submit" variant="solid" isBusy={isBusy}>
          Save template
        </Button>
      </div>
    </form>
  );
}
