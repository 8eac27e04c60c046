'use client';

import { Field } from '@/components/ui/field';
import { FormDialog } from '@/components/ui/form-dialog';
import { TextArea } from '@/components/ui/text-area';
import type { CallbackResult, Failure } from '@/lib/action-result';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { readMinutes } from '@/lib/format/duration';
import type { EditCallbacks, EditRequest } from './step-edits';

export interface EditDialogProps extends EditCallbacks {
  plan: PlanWithDetails;
  request: EditRequest;
  onClose: () => void;
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '').trim();

async function failureOf(result: Promise<CallbackResult> | undefined): Promise<Failure | undefined> {
  return (await result)?.error;
}

/** Shows the dialog for an edit that a person has requested. */
export function EditDialog({ request, ...props }: EditDialogProps) {
  switch (request.kind) {
    case 'block':
      return <BlockDialog step={request.step} {...props} />;
    case 'approve':
    case 'reject':
      return <DecideDialog step={request.step} kind={request.kind} {...props} />;
    case 'edit':
      return <StepDialog step={request.step} {...props} />;
    case 'add':
      return <StepDialog {...props} />;
    case 'reasoning':
      return <ReasoningDialog {...props} />;
  }
}

type DialogProps = Omit<EditDialogProps, 'request'>;

interface DecideRequest {
  step: Step;
  kind: 'approve' | 'reject';
}

function BlockDialog({ step, onStepBlock, onClose }: DialogProps & { step: Step }) {
  return (
    <FormDialog
      title={`Block step ${step.step_number}`}
      submitLabel="Block step"
      onClose={onClose}
      onSubmit={(form) => failureOf(onStepBlock?.(step, textOf(form, 'reason')))}
    >
      <TextArea
        id="block-reason"
        name="reason"
        label="Reason for the block"
        hint="People and agents see the reason in the plan."
        required
        maxLength={20_000}
      />
    </FormDialog>
  );
}

const decisions = {
  approve: { move: 'approve_step', verb: 'Approve', label: 'Comment' },
  reject: { move: 'reject_step', verb: 'Reject', label: 'Reason' },
} as const;

function DecideDialog({ step, kind, onStepDecide, onClose }: DialogProps & DecideRequest) {
  const { move, verb, label } = decisions[kind];
  return (
    <FormDialog
      title={`${verb} step ${step.step_number}`}
      submitLabel={`${verb} step`}
      onClose={onClose}
      onSubmit={(form) => failureOf(onStepDecide?.(step, move, textOf(form, 'message')))}
    >
      <p dir="auto" className="break-text line-clamp-4 text-muted">
        {step.description}
      </p>
      <TextArea
        id="decision-message"
        name="message"
        label={label}
        hint="The agent reads it next. It stays in the log."
        required
        data-autofocus
        maxLength={10_000}
      />
    </FormDialog>
  );
}

const badMinutes: Failure = {
  message: 'The estimate is not a number of minutes.',
  hint: 'Enter minutes from 0 to 525,600, or leave it empty.',
};

function StepDialog({ step, onStepEdit, onStepAdd, onClose }: DialogProps & { step?: Step }) {
  const submit = async (form: FormData) => {
    const minutes = readMinutes(textOf(form, 'minutes'));
    if (minutes === undefined) return badMinutes;
    const words = { action: textOf(form, 'action'), description: textOf(form, 'description') };
    if (step) return failureOf(onStepEdit?.(step, { ...words, estimated_duration: minutes }));
    return failureOf(onStepAdd?.({ ...words, estimated_duration: minutes ?? undefined }));
  };
  return (
    <FormDialog
      title={step ? `Edit step ${step.step_number}` : 'Add a step'}
      submitLabel={step ? 'Save step' : 'Add step'}
      onClose={onClose}
      onSubmit={submit}
    >
      <TextArea
        id="step-description"
        name="description"
        label="Description"
        defaultValue={step?.description}
        required
        maxLength={10_000}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="step-action"
          name="action"
          label="Action"
          hint="One word for the kind of work"
          defaultValue={step?.action}
          required
          maxLength={100}
        />
        <Field
          id="step-minutes"
          name="minutes"
          label="Estimate"
          hint="In minutes"
          inputMode="decimal"
          defaultValue={step?.estimated_duration ?? ''}
        />
      </div>
    </FormDialog>
  );
}

function ReasoningDialog({ plan, onReasoningEdit, onClose }: DialogProps) {
  return (
    <FormDialog
      title="Edit the reasoning"
      submitLabel="Save reasoning"
      onClose={onClose}
      onSubmit={(form) => failureOf(onReasoningEdit?.(textOf(form, 'reasoning')))}
    >
      <TextArea
        id="plan-reasoning"
        name="reasoning"
        label="Reasoning"
        defaultValue={plan.agent_reasoning ?? ''}
        maxLength={100_000}
      />
    </FormDialog>
  );
}
