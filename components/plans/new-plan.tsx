'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { notifyDone, notifyError } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import type { PlanStep } from '@/lib/agent-execution/agent-execution.types';
import type { DraftStep } from '@/lib/agent-execution/step-head';
import type { TemplatePreview } from '@/lib/agent-execution/templates';
import { formatCount } from '@/lib/format/words';
import { DraftTable } from './draft-table';
import { blankRow, type DraftError, isBlank, readDraft, toDraftRows } from './plan-draft';
import { PlanSources, type PlanSourcesProps } from './plan-sources';

export interface NewPlanInput {
  plan_type: string;
  reasoning?: string;
  steps: PlanStep[];
}

export interface NewPlanProps {
  templates: PlanSourcesProps['templates'];
  onFill: (templateId: string) => Promise<{ plan: TemplatePreview } | { error: DraftError }>;
  onCreate: (plan: NewPlanInput) => Promise<{ id: string } | { error: DraftError }>;
}

const unanswered = {
  error: {
    message: 'The server did not answer.',
    hint: 'What you typed is still here; try again in a moment.',
  },
};

/** A plan made by hand: steps from somewhere, edited in one table, then created. */
export function NewPlan({ templates, onFill, onCreate }: NewPlanProps) {
  const router = useRouter();
  const [rows, setRows] = useState(() => [blankRow(), blankRow(), blankRow()]);
  const [planType, setPlanType] = useState('');
  const [reasoning, setReasoning] = useState('');
  const [error, setError] = useState<DraftError | null>(null);
  const [isBusy, startTransition] = useTransition();

  const begin = (steps: DraftStep[], type?: string) => {
    const before = { rows, planType };
    setRows(toDraftRows(steps));
    if (type) setPlanType(type);
    const undo = () => {
      setRows(before.rows);
      setPlanType(before.planType);
    };
    notifyDone(`Filled in ${formatCount(steps.length, 'step')}`, rows.every(isBlank) ? undefined : undo);
  };
  const fill = async (templateId: string) => {
    const answer = await onFill(templateId).catch(() => unanswered);
    if ('plan' in answer) return answer.plan;
    notifyError(answer.error.message, answer.error.hint);
    return null;
  };
  const create = () => {
    const draft = readDraft(rows);
    setError('error' in draft ? draft.error : null);
    if ('error' in draft) return;
    const plan = {
      plan_type: planType.trim() || 'manual',
      reasoning: reasoning.trim() || undefined,
      ...draft,
    };
    startTransition(async () => {
      const answer = await onCreate(plan).catch(() => unanswered);
      if ('error' in answer) setError(answer.error);
      else router.push(`/plans/${answer.id}`);
    });
  };
  return (
    <div className="grid gap-5">
      <PlanSources templates={templates} onFill={fill} onSteps={begin} />
      <DraftTable rows={rows} onChange={setRows} />
      <div className="grid max-w-3xl items-start gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
        <Field
          id="plan-type"
          label="Plan type"
          hint="A word to find it by"
          placeholder="manual"
          maxLength={100}
          value={planType}
          onChange={(event) => setPlanType(event.target.value)}
        />
        <TextArea
          id="plan-reasoning"
          label="Reasoning"
          hint="Why the plan is as it is, for whoever works on it"
          maxLength={100_000}
          value={reasoning}
          onChange={(event) => setReasoning(event.target.value)}
        />
      </div>
      {error && (
        <Notice tone="error" title={error.message}>
          {error.hint}
        </Notice>
      )}
      <div>
        <Button variant="solid" isBusy={isBusy} onClick={create}>
          Create plan
        </Button>
      </div>
    </div>
  );
}
