'use client';

import { useState } from 'react';
import { readJson } from '@/components/content/content-kind';
import { FormDialog } from '@/components/ui/form-dialog';
import { TextArea } from '@/components/ui/text-area';
import type { ActionResult, Failure } from '@/lib/action-result';
import type { Json, SetContextInput } from '@/lib/agent-execution/agent-execution.types';
import type { ContextEntryDetails } from '@/lib/agent-execution/context-entry';
import { stringifyExact } from '@/lib/agent-execution/exact-json';

export interface EditContextDialogProps {
  entry: NonNullable<ContextEntryDetails['entry']>;
  onSave: (entry: SetContextInput) => Promise<ActionResult>;
  onClose: () => void;
}

/** Edits an entry; the server refuses it if an agent set the entry after the dialog opened. */
export function EditContextDialog({ entry: newest, onSave, onClose }: EditContextDialogProps) {
  const [entry] = useState(newest);
  const submit = async (form: FormData): Promise<Failure | undefined> => {
    const metadata = readMetadata(String(form.get('metadata')));
    if (metadata === undefined)
      return {
        message: 'The metadata is not a JSON object.',
        hint: 'Enter an object such as { "name": "value" }, or {}.',
      };
    const { error } = await onSave({
      context_type: entry.context_type,
      context_key: entry.context_key,
      // Forms send line ends as \r\n.
      context_value: String(form.get('value')).replaceAll('\r\n', '\n'),
      metadata,
      task_id: entry.plan_id ? undefined : (entry.task_id ?? undefined),
      plan_id: entry.plan_id ?? undefined,
      expires_at: entry.expires_at ?? undefined,
      if_version: entry.version,
    });
    return error;
  };
  return (
    <FormDialog
      title={`Edit ${entry.context_key}`}
      submitLabel="Save entry"
      onSubmit={submit}
      onClose={onClose}
    >
      <TextArea
        id="context-value-field"
        name="value"
        label="Value"
        defaultValue={entry.context_value}
        data-autofocus
        spellCheck={false}
        hint="The previous value stays in the history."
      />
      <TextArea
        id="context-metadata-field"
        name="metadata"
        label="Metadata"
        defaultValue={stringifyExact(entry.metadata, 2)}
        spellCheck={false}
      />
    </FormDialog>
  );
}

function readMetadata(text: string): Json | undefined {
  const value = readJson(text.trim() || '{}');
  return value === undefined || Array.isArray(value) ? undefined : value;
}
