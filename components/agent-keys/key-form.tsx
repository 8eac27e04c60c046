'use client';

import { type FormEvent, useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { inputClasses } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { SelectField } from '@/components/ui/select-field';
import {
  type AgentKeyScope,
  agentKeyScopes,
  type CreateAgentKeyInput,
} from '@/lib/agent-execution/agent-keys';
import { type ExpiryChoice, expiryChoices, expiryOf } from './key-expiry';
import { type KeyRestriction, restrictionInput } from './key-restriction';
import { scopeWords } from './key-state';
import { RestrictionField } from './restriction-field';

interface KeyError {
  message: string;
  hint: string;
}

/** The only time that a key is known. */
export interface MadeKey {
  id: string;
  key: string;
}

export interface KeyFormProps {
  onCreate: (input: CreateAgentKeyInput) => Promise<MadeKey | { error: KeyError }>;
  onCreated: (made: MadeKey) => void;
  onCancel: () => void;
}

export function KeyForm({ onCreate, onCreated, onCancel }: KeyFormProps) {
  const [error, setError] = useState<KeyError>();
  const [isPending, startTransition] = useTransition();
  const [choice, setChoice] = useState<ExpiryChoice>('90');
  const [restriction, setRestriction] = useState<KeyRestriction>({ kind: 'all', id: '' });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const input = {
      name: String(data.get('name')),
      scopes: agentKeyScopes.filter((scope) => scope === 'read' || data.has(scope)),
      expires_at: expiryOf(choice, String(data.get('day') ?? ''), Date.now()),
      ...restrictionInput(restriction),
    };
    startTransition(async () => {
      const answer = await onCreate(input);
      if ('error' in answer) setError(answer.error);
      else onCreated(answer);
    });
  };
  return (
    <form onSubmit={submit} className="grid gap-4">
      {error && (
        <Notice tone="error" title={error.message}>
          {error.hint}
        </Notice>
      )}
      <Field
        id="key-name"
        name="name"
        label="Name"
        hint="The agent's name, as its log rows will show it."
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
      <legend className="mb-1.5 font-medium">What it may do</legend>
      {agentKeyScopes.map((scope) => (
        <ScopeBox key={scope} scope={scope} />
      ))}
    </fieldset>
  );
}

function ScopeBox({ scope }: { scope: AgentKeyScope }) {
  const { label, meaning } = scopeWords[scope];
  return (
    <label className="flex gap-2.5">
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
          min={new Date().toISOString().slice(0, 10)}
          required
          className={`${inputClasses} h-9`}
        />
      )}
    </div>
  );
}
