'use client';

import { FormDialog } from '@/components/ui/form-dialog';
import { TextArea } from '@/components/ui/text-area';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { alikeWords } from '@/lib/decisions/alike';
import { editFields, readEditedInput } from '@/lib/decisions/edited-input';
import type { DecisionDialogRequest } from './decision-item';
import { decisionLooks } from './decision-looks';
import type { SubmitDecision } from './use-decide';

export interface DecisionDialogProps {
  request: DecisionDialogRequest;
  onSubmit: SubmitDecision;
  onClose: () => void;
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '');

/** Asks for the reason of a rejection, a comment, or an edit. */
export function DecisionDialog({ request: { kind, decisions }, onSubmit, onClose }: DecisionDialogProps) {
  const [first] = decisions;
  if (!first) return null;
  if (kind === 'edit') return <EditDialog decision={first} onSubmit={onSubmit} onClose={onClose} />;
  const { allow, deny } = decisionLooks[first.kind];
  const isDenial = kind === 'deny';
  const verb = isDenial ? deny : allow;
  const what = decisions.length > 1 ? alikeWords(first, decisions.length) : undefined;
  return (
    <FormDialog
      title={what ? `${verb} ${what}` : `${verb}: ${first.question}`}
      submitLabel={what ? `${verb} ${what}` : verb}
      onClose={onClose}
      onSubmit={(form) =>
        onSubmit(decisions, isDenial ? 'deny' : 'allow', { message: textOf(form, 'message').trim() })
      }
    >
      <TextArea
        id="decision-message"
        name="message"
        label={isDenial ? 'Reason' : 'Comment'}
        hint={`The agent reads it. Ctrl+Enter sends it${first.kind === 'step' ? '.' : ', and it cannot be undone.'}`}
        required
        data-autofocus
        maxLength={20_000}
      />
    </FormDialog>
  );
}

interface EditDialogProps extends Omit<DecisionDialogProps, 'request'> {
  decision: PlacedDecision;
}

function EditDialog({ decision, onSubmit, onClose }: EditDialogProps) {
  const { allow } = decisionLooks[decision.kind];
  const fields = editFields(decision);
  return (
    <FormDialog
      title={decision.kind === 'plan' ? 'Edit the plan' : `Edit: ${decision.question}`}
      submitLabel={`${allow} with the edit`}
      onClose={onClose}
      onSubmit={async (form) => {
        const edited = readEditedInput(decision, (name) => textOf(form, `field-${name}`));
        return edited.error ?? onSubmit([decision], 'allow', { input: edited.input });
      }}
    >
      <div className="-m-1 grid max-h-[60dvh] gap-4 overflow-y-auto p-1">
        {fields.map(({ name, text, isText }, index) => (
          <TextArea
            key={name}
            id={`field-${name}`}
            name={`field-${name}`}
            label={name}
            hint={isText ? undefined : 'JSON'}
            defaultValue={text}
            spellCheck={false}
            data-autofocus={index === 0 || undefined}
            style={{ fontFamily: 'var(--font-mono)', minHeight: '2.25rem' }}
          />
        ))}
      </div>
      <p className="text-meta text-muted">
        Fields that you leave as they are reach the tool as the agent sent them, with their secrets.
      </p>
    </FormDialog>
  );
}
