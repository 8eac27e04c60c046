'use client';

import { Trash2 } from 'lucide-react';
import { useRef, useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { notifyDone, notifyError } from '@/components/ui/notify';
import type { ContextRetention as Rule } from '@/lib/agent-execution/context-retention';
import { formatCount } from '@/lib/format/words';

interface Problem {
  message: string;
  hint: string;
}

export interface ContextRetentionProps {
  rules: Rule[];
  /** Keeps a kind for so many days, or for good: null. */
  onKeep: (contextType: string, keepDays: number | null) => Promise<{ error?: Problem }>;
}

const unanswered = {
  error: {
    message: 'The server did not answer.',
    hint: 'The rules are as they were; try again in a moment.',
  },
};

/** How long kinds of context are kept; a rule that was removed comes back with one click. */
export function ContextRetention({ rules, onKeep }: ContextRetentionProps) {
  const form = useRef<HTMLFormElement>(null);
  const [problem, setProblem] = useState<Problem>();
  const [isBusy, startTransition] = useTransition();
  const add = (data: FormData) =>
    startTransition(async () => {
      const { error } = await onKeep(String(data.get('type')), Number(data.get('days'))).catch(
        () => unanswered,
      );
      setProblem(error);
      if (!error) form.current?.reset();
    });
  const keepForGood = ({ context_type, keep_days }: Rule) =>
    startTransition(async () => {
      const { error } = await onKeep(context_type, null).catch(() => unanswered);
      if (error) return notifyError(error.message, error.hint);
      notifyDone(`${context_type} is kept for good`, () =>
        startTransition(async () => {
          await onKeep(context_type, keep_days).catch(() => unanswered);
        }),
      );
    });
  return (
    <div className="rounded-md border border-line bg-surface">
      {rules.length > 0 && (
        <ul aria-label="Retention">
          {rules.map((rule) => (
            <li
              key={rule.context_type}
              className="flex min-h-10 items-center gap-3 border-line border-b py-1 pr-2 pl-4"
            >
              <span className="break-text min-w-0 flex-1 font-mono text-meta">{rule.context_type}</span>
              <span className="shrink-0 text-muted tabular-nums">{formatCount(rule.keep_days, 'day')}</span>
              <Button
                variant="ghost"
                size="icon"
                aria-label={`Keep ${rule.context_type} for good`}
                onClick={() => keepForGood(rule)}
              >
                <Trash2 aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        ref={form}
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          add(new FormData(event.currentTarget));
        }}
      >
        {problem && (
          <Notice tone="error" title={problem.message}>
            {problem.hint}
          </Notice>
        )}
        <div className="flex flex-wrap items-end gap-3">
          <div className="w-44">
            <Field
              id="retention-type"
              name="type"
              label="Type"
              required
              maxLength={100}
              placeholder="notes"
            />
          </div>
          <div className="w-28">
            <Field
              id="retention-days"
              name="days"
              label="Days to keep"
              type="number"
              required
              min={1}
              max={36500}
              defaultValue={90}
            />
          </div>
          <Button type="submit" isBusy={isBusy}>
            Add rule
          </Button>
        </div>
        <p className="text-faint text-meta">
          Counted from when an entry was last set. Its values stay in the log of its task or plan.
        </p>
      </form>
    </div>
  );
}
