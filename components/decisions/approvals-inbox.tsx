'use client';

import { useState } from 'react';
import type { DecideOptions, DecisionOutcome, PlacedDecision } from '@/lib/agent-execution/decisions';
import { classNames } from '@/lib/class-names';
import { alikeKey } from '@/lib/decisions/alike';
import { ApprovalsBar } from './approvals-bar';
import { BatchBar } from './batch-bar';
import { ClosedDecision } from './closed-decision';
import { DecisionCard } from './decision-card';
import { DecisionDialog } from './decision-dialog';
import { type DecideAction, type DecisionItem, questionFormId, type UndoDecisions } from './decision-item';
import { DecisionList } from './decision-list';
import { NothingWaits } from './nothing-waits';
import { useDecide } from './use-decide';
import { useDecisionKeys } from './use-decision-keys';
import { useDecisionSelection } from './use-decision-selection';
import { useLateHold } from './use-late-hold';

export interface ApprovalsInboxProps {
  items: DecisionItem[];
  onDecide: DecideAction;
  onUndo: UndoDecisions;
}

/**
 * Lists what waits beside the selected decision; on a phone, one of the two. An open dialog stays when its decision leaves the list, with
 * what was typed.
 */
export function ApprovalsInbox({ items, onDecide, onUndo }: ApprovalsInboxProps) {
  const { gone, dialog, setDialog, decide, submit } = useDecide(onDecide, onUndo);
  const [chosenIds, setChosenIds] = useState<string[]>([]);
  useLateHold(items);
  const shown = items.filter(({ decision }) => !gone.has(decision.id));
  const decisions = shown.map(({ decision }) => decision);
  const { selected, isOpen, select, move, advance } = useDecisionSelection(decisions.map(({ id }) => id));
  const current = shown.find(({ decision }) => decision.id === selected);
  const chosen = decisions.filter(({ id }) => chosenIds.includes(id));
  const targets = chosen.length > 0 ? chosen : current ? [current.decision] : [];

  const leave = (decided: PlacedDecision[]) => {
    // The button that was pressed goes with its decision.
    focusRow(advance(decided.map(({ id }) => id)));
    setChosenIds([]);
  };
  // A change of the address after the action has begun would discard the response of the action.
  const decideAndMove = (decided: PlacedDecision[], outcome: DecisionOutcome, answer?: DecideOptions) =>
    decide(decided, outcome, answer, () => leave(decided));
  const toggle = (id: string) =>
    setChosenIds((ids) => (ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]));
  const allow = () => {
    const [first] = targets;
    if (first?.kind === 'question') answerForm(first.id);
    else if (first) decideAndMove(targets, 'allow');
  };
  const deny = () => targets.length > 0 && setDialog({ kind: 'deny', decisions: targets });
  useDecisionKeys({
    a: allow,
    r: deny,
    j: () => focusRow(move(1)),
    k: () => focusRow(move(-1)),
    x: () => current && isAlike(current.decision, chosen[0]) && toggle(current.decision.id),
  });

  return (
    <>
      {decisions.length === 0 ? (
        <NothingWaits />
      ) : (
        <>
          <ApprovalsBar
            count={decisions.length}
            place={decisions.findIndex(({ id }) => id === selected) + 1}
            isOpen={isOpen}
            onBack={() => select(null)}
            onMove={move}
          />
          <div className="grid items-start gap-4 lg:h-[calc(100dvh-5rem)] print:h-auto lg:grid-cols-[20rem_minmax(0,1fr)] lg:grid-rows-[minmax(0,1fr)] xl:grid-cols-[24rem_minmax(0,1fr)]">
            <div
              className={classNames(
                'min-w-0 overflow-y-auto rounded-md border border-line bg-surface lg:max-h-full',
                isOpen && 'max-lg:hidden',
                chosen.length > 0 && 'max-lg:mb-16',
              )}
            >
              <DecisionList
                decisions={decisions}
                selected={selected}
                chosen={chosen}
                onSelect={select}
                onToggle={toggle}
              />
              <BatchBar chosen={chosen} onAllow={allow} onDeny={deny} onClear={() => setChosenIds([])} />
            </div>
            <div
              className={classNames(
                'flex min-w-0 flex-col max-lg:h-[calc(100dvh-8.25rem)] lg:max-h-full',
                !isOpen && 'max-lg:hidden',
              )}
            >
              {current ? (
                <DecisionCard
                  key={current.decision.id}
                  {...current}
                  className="max-h-full max-lg:flex-1"
                  onDecide={decideAndMove}
                  onDialog={setDialog}
                />
              ) : (
                <ClosedDecision onNext={() => select(decisions[0]?.id ?? null)} />
              )}
            </div>
          </div>
        </>
      )}
      {dialog && (
        <DecisionDialog
          request={dialog}
          onClose={() => setDialog(null)}
          onSubmit={(decided, outcome, answer) => {
            leave(decided);
            return submit(decided, outcome, answer);
          }}
        />
      )}
    </>
  );
}

/** Returns whether a decision may be chosen beside another one, or as the first. */
const isAlike = (decision: PlacedDecision, other: PlacedDecision = decision) =>
  alikeKey(decision) !== null && alikeKey(decision) === alikeKey(other);

const focusRow = (id: string | null | undefined) =>
  id && document.querySelector<HTMLElement>(`[data-decision="${CSS.escape(id)}"] button`)?.focus();

/** Submits the form of a question. The form itself reports a missing answer. */
function answerForm(id: string) {
  const form = document.getElementById(questionFormId(id));
  if (form instanceof HTMLFormElement) form.requestSubmit();
}
