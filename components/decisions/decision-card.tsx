'use client';

import { Ellipsis, MessageSquareText, Pencil } from 'lucide-react';
import { useId } from 'react';
import { Button } from '@/components/ui/button';
import { Menu } from '@/components/ui/menu';
import type { MenuEntry } from '@/components/ui/menu-entry';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { classNames } from '@/lib/class-names';
import { isEditable } from '@/lib/decisions/edited-input';
import { DecisionHead } from './decision-head';
import { type DecisionDialogRequest, type DecisionItem, questionFormId } from './decision-item';
import { decisionLooks } from './decision-looks';
import { QuestionForm } from './question-form';
import type { Decide } from './use-decide';

export interface DecisionCardProps extends DecisionItem {
  onDecide: Decide;
  onDialog: (request: DecisionDialogRequest) => void;
  className?: string;
}

/** A decision with its evidence and its buttons, which stay at the bottom while the evidence scrolls. */
export function DecisionCard({ decision, evidence, onDecide, onDialog, className }: DecisionCardProps) {
  const titleId = useId();
  return (
    <article
      aria-labelledby={titleId}
      className={classNames(
        'flex min-h-0 min-w-0 flex-col overflow-clip rounded-md border border-line bg-surface',
        className,
      )}
    >
      <DecisionHead decision={decision} titleId={titleId} />
      <section
        aria-label="Evidence"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
        tabIndex={0}
        className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto px-4 py-3 -outline-offset-2 focus-visible:-outline-offset-2"
      >
        {decision.kind === 'question' && (
          <QuestionForm
            key={decision.id}
            decision={decision}
            onAnswer={(answers) => onDecide([decision], 'answer', { answers })}
          />
        )}
        {evidence}
      </section>
      <DecisionButtons decision={decision} onDecide={onDecide} onDialog={onDialog} />
    </article>
  );
}

/** Under the thumb on narrow screens. */
const BUTTON = 'max-lg:h-10 max-lg:flex-1';

type ButtonsProps = Pick<DecisionCardProps, 'decision' | 'onDecide' | 'onDialog'>;

function DecisionButtons({ decision, onDecide, onDialog }: ButtonsProps) {
  const { allow, deny } = decisionLooks[decision.kind];
  const entries = entriesOf(decision, onDialog);
  const isQuestion = decision.kind === 'question';
  return (
    <footer className="flex items-center gap-2 border-line border-t px-4 py-2 max-lg:pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      <Button
        size="md"
        aria-keyshortcuts="r"
        className={BUTTON}
        onClick={() => onDialog({ kind: 'deny', decisions: [decision] })}
      >
        {deny}…
      </Button>
      {isQuestion ? (
        <Button
          key="send"
          type="submit"
          form={questionFormId(decision.id)}
          size="md"
          variant="solid"
          aria-keyshortcuts="a"
          className={BUTTON}
        >
          {allow}
        </Button>
      ) : (
        <Button
          key="allow"
          size="md"
          variant="solid"
          aria-keyshortcuts="a"
          className={BUTTON}
          onClick={() => onDecide([decision], 'allow')}
        >
          {allow}
        </Button>
      )}
      {entries.length > 0 && (
        <Menu
          size="icon"
          variant="ghost"
          className="max-lg:size-10 lg:size-8"
          aria-label="Other ways to decide"
          entries={entries}
        >
          <Ellipsis aria-hidden />
        </Menu>
      )}
      {decision.kind !== 'step' && (
        <p className="ml-auto text-faint text-meta max-lg:hidden">A decision cannot be undone.</p>
      )}
    </footer>
  );
}

function entriesOf(decision: PlacedDecision, onDialog: ButtonsProps['onDialog']): MenuEntry[] {
  const { kind } = decision;
  if (kind === 'question') return [];
  const { allow } = decisionLooks[kind];
  const comment: MenuEntry = {
    key: 'comment',
    label: `${allow} with a comment…`,
    icon: MessageSquareText,
    onSelect: () => onDialog({ kind: 'comment', decisions: [decision] }),
  };
  if (!isEditable(decision)) return [comment];
  return [
    {
      key: 'edit',
      label: `Edit and ${allow.toLowerCase()}…`,
      icon: Pencil,
      onSelect: () => onDialog({ kind: 'edit', decisions: [decision] }),
    },
    comment,
  ];
}
