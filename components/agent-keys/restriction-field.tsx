'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { fetchData } from '@/components/ui/fetch-data';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { Found } from '@/lib/dashboard/find';
import { type KeyRestriction, restrictionKinds } from './key-restriction';

function choicesOf(kind: 'task' | 'plan', found: Found | undefined) {
  if (kind === 'task') return (found?.tasks ?? []).map(({ id, title }) => ({ id, title, detail: '' }));
  return (found?.plans ?? []).map(({ id, task_title, plan_type }) => ({
    id,
    title: task_title,
    detail: `${plan_type} · ${id.slice(0, 8)}`,
  }));
}

export interface RestrictionFieldProps {
  value: KeyRestriction;
  onChange: (value: KeyRestriction) => void;
}

/** Chooses all data, or one task or plan that is found by its title. */
export function RestrictionField({ value, onChange }: RestrictionFieldProps) {
  const chooseKind = (chosen: string) => {
    const kind = restrictionKinds.find((each) => each.value === chosen)?.value ?? 'all';
    onChange({ kind, id: '' });
  };
  return (
    <div className="grid gap-2">
      <SelectField
        id="key-restriction"
        label="Access"
        value={value.kind}
        onChange={(event) => chooseKind(event.target.value)}
        options={restrictionKinds}
      />
      {value.kind !== 'all' && (
        <Choices
          key={value.kind}
          kind={value.kind}
          id={value.id}
          onChoose={(id) => onChange({ ...value, id })}
        />
      )}
    </div>
  );
}

interface ChoicesProps {
  kind: 'task' | 'plan';
  id: string;
  onChoose: (id: string) => void;
}

function Choices({ kind, id, onChoose }: ChoicesProps) {
  const [query, setQuery] = useState('');
  const { data, isError } = useQuery({
    queryKey: ['key-restriction', query],
    queryFn: ({ signal }) => fetchData<Found>(`/search?q=${encodeURIComponent(query)}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const choices = choicesOf(kind, data);
  return (
    <>
      <Field
        id="restriction-search"
        type="search"
        label={`Find the ${kind}`}
        hint={`Search by title. The key sees only this ${kind} and stops working when it is deleted.`}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      <fieldset className="grid max-h-44 gap-0.5 overflow-y-auto rounded-md border border-line p-1">
        <legend className="sr-only">{kind === 'task' ? 'Tasks found' : 'Plans found'}</legend>
        {choices.map((choice) => (
          <label
            key={choice.id}
            className="flex gap-2 rounded-sm px-2 py-1.5 pointer-coarse:py-2.5 hover:bg-hover"
          >
            <input
              type="radio"
              name="restriction"
              required
              value={choice.id}
              checked={choice.id === id}
              onChange={() => onChoose(choice.id)}
              className="mt-0.5 shrink-0 accent-(--solid)"
            />
            <span className="min-w-0">
              <span className="break-text">{choice.title}</span>
              {choice.detail && <span className="block text-meta text-muted">{choice.detail}</span>}
            </span>
          </label>
        ))}
        {data && choices.length === 0 && (
          <p className="px-2 py-1.5 text-muted">{`No ${kind}s match this search.`}</p>
        )}
        {isError && <p className="px-2 py-1.5 text-failed">The search failed. Type again to retry.</p>}
      </fieldset>
    </>
  );
}
