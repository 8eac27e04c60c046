'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { useNow, useTimeZone } from '@/components/ui/clock';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { inputClasses } from '@/components/ui/input';
import { SelectField } from '@/components/ui/select-field';
import { serverTime } from '@/components/ui/server-clock';
import { useFormAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import { dayAt } from '@/lib/agent-execution/dates';
import { type AgentKeyScope, agentKeyScopes, type CreateAgentKeyInput } from '@/lib/dashboard/agent-keys';
import { type ExpiryChoice, expiryChoices, expiryOf } from './key-expiry';
import { type KeyRestriction, restrictionInput } from './key-restriction';
import { scopeWords } from './key-state';
import { RestrictionField } from './restriction-field';

/** A new key; the server shows it only once. */
export interface MadeKey {
  id: string;
  key: string;
}

export interface KeyFormProps {
  onCreate: (input: CreateAgentKeyInput) => Promise<ActionResult<MadeKey>>;
  onCreated: (made: MadeKey) => void;
  onCancel: () => void;
}

export function KeyForm({ onCreate, onCreated, onCancel }: KeyFormProps) {
  const { isPending, failure, run } = useFormAction();
  const [choice, setChoice] = useState<ExpiryChoice>('90');
  const [restriction, setRestriction] = useState<KeyRestriction>({ kind: 'all', id: '' });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const input = {
      name: String(data.get('name')),
      scopes: agentKeyScopes.filter((scope) => scope === 'read' || data.has(scope)),
      expires_at: expiryOf(choice, String(data.get('day') ?? ''), serverTime()),
      ...restrictionInput(restriction),
    };
    run(() => onCreate(input), {
      hint: 'Look for the key in the list, then try again.',
      onSuccess: onCreated,
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      <FailureNotice failure={failure} />
      <Field
        id="key-name"
        name="name"
        label="Name"
        hint="The agent's name in the log."
        maxLength={100}
        pattern=".*\S.*"
        required
        data-autofocus
      />
      <Scopes />
      <RestrictionField value={restriction} onChange={setRestriction} />
      <Expiry choice={choice} onChoose={setChoice} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="solid" isBusy={isPending}>
          Create key
        </Button>
      </div>
    </form>
  );
}

function Scopes() {
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">Scopes</legend>
      {agentKeyScopes.map((scope) => (
        <ScopeBox key={scope} scope={scope} />
      ))}
    </fieldset>
  );
}

function ScopeBox({ scope }: { scope: AgentKeyScope }) {
  const { label, meaning } = scopeWords[scope];
  return (
    <label className="flex gap-2.5 pointer-coarse:min-h-10">
      <input
        type="checkbox"
        name={scope}
        defaultChecked={scope !== 'approve'}
        disabled={scope === 'read'}
        aria-describedby={`scope-${scope}`}
        className="mt-0.5 size-4 shrink-0 accent-(--solid)"
      />
      <span>
        <span className="font-medium">{label}</span>
        <span id={`scope-${scope}`} className="block text-muted text-meta">
          {meaning}
        </span>
      </span>
    </label>
  );
}

interface ExpiryProps {
  choice: ExpiryChoice;
  onChoose: (choice: ExpiryChoice) => void;
}

function Expiry({ choice, onChoose }: ExpiryProps) {
  const today = dayAt(useNow(), useTimeZone());
  const chosen = (value: string) => expiryChoices.find((option) => option.value === value)?.value ?? 'never';
  return (
    <div className="grid gap-1.5">
      <SelectField
        id="key-expiry"
        label="Expires"
        options={expiryChoices}
        value={choice}
        onChange={(event) => onChoose(chosen(event.target.value))}
      />
      {choice === 'custom' && (
        <input
          type="date"
          name="day"
          aria-label="Last day"
          min={today}
          required
          className={`${inputClasses} h-9`}
        />
      )}
    </div>
  );
}
