'use client';

import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { notifyDone, notifyFailure } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import { useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT, settleAction } from '@/lib/action-result';
import type { PlanStep } from '@/lib/agent-execution/agent-execution.types';
import type { TemplatePreview } from '@/lib/agent-execution/templates';
import { formatCount } from '@/lib/format/words';
import type { DraftStep } from '@/lib/plan-markdown/step-head';
import { DraftTable } from './draft-table';
import { blankRow, isBlank, readDraft, toDraftRows } from './plan-draft';
import { PlanSources, type PlanSourcesProps } from './plan-sources';

export interface NewPlanInput {
  plan_type: string;
  reasoning?: string;
  steps: PlanStep[];
}

export interface NewPlanProps {
  templates: PlanSourcesProps['templates'];
  onFill: (templateId: string) => Promise<ActionResult<{ plan: TemplatePreview }>>;
  onCreate: (plan: NewPlanInput) => Promise<ActionResult<{ id: string }>>;
}

/** Creates a plan by hand: takes steps from a source and edits them in a table. */
export function NewPlan({ templates, onFill, onCreate }: NewPlanProps) {
  const router = useRouter();
  const [rows, setRows] = useState(() => [blankRow(), blankRow(), blankRow()]);
  const [planType, setPlanType] = useState('');
  const [reasoning, setReasoning] = useState('');
  const { isPending, failure, setFailure, run } = useFormAction();

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
    const filled = await settleAction(() => onFill(templateId), INPUT_KEPT);
    if (!filled.error) return filled.plan;
    notifyFailure(filled.error);
    return null;
  };
  const create = () => {
    const draft = readDraft(rows);
    setFailure(draft.error);
    if (draft.error) return;
    const plan = {
      plan_type: planType.trim() || 'manual',
      reasoning: reasoning.trim() || undefined,
      steps: draft.steps,
    };
    run(() => onCreate(plan), { hint: INPUT_KEPT, onSuccess: ({ id }) => router.push(`/plans/${id}`) });
  };
  return (
    <div className="grid gap-5">
      <PlanSources templates={templates} onFill={fill} onSteps={begin} />
      <form
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          create();
        }}
      >
        <DraftTable rows={rows} onChange={setRows} />
        <div className="grid max-w-3xl items-start gap-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
          <Field
            id="plan-type"
            label="Plan type"
            hint="A word to find the plan by"
            placeholder="manual"
            maxLength={100}
            value={planType}
            onChange={(event) => setPlanType(event.target.value)}
          />
          <TextArea
            id="plan-reasoning"
            label="Reasoning"
            hint="Why you chose this plan. Agents that work on it read this."
            maxLength={100_000}
            value={reasoning}
            onChange={(event) => setReasoning(event.target.value)}
          />
        </div>
        <FailureNotice failure={failure} />
        <div>
          <Button type="submit" variant="solid" isBusy={isPending}>
            Create plan
          </Button>
        </div>
      </form>
    </div>
  );
}
