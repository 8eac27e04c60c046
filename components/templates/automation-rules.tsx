'use client';

import { ArrowDown, ArrowUp, Trash2, Workflow } from 'lucide-react';
import { useTransition } from 'react';
import type { Answer } from '@/components/ui/answer';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { notifyDone, notifyError } from '@/components/ui/notify';
import { RelativeTime } from '@/components/ui/relative-time';
import type { AutomationRule, AutomationRuleInput } from '@/lib/agent-execution/automation';
import type { Template } from '@/lib/agent-execution/templates';
import { classNames } from '@/lib/class-names';
import { formatCount } from '@/lib/format/words';
import { NewRule } from './new-rule';
import { RuleSwitch } from './rule-switch';
import { ruleWords } from './rule-words';

export interface AutomationRulesProps {
  /** In their order. */
  rules: AutomationRule[];
  templates: Template[];
  onCreate: (input: AutomationRuleInput) => Promise<Answer>;
  onUpdate: (id: string, changes: Partial<AutomationRuleInput>) => Promise<Answer>;
  onDelete: (id: string) => Promise<Answer>;
  onOrder: (ids: string[]) => Promise<Answer>;
}

const unanswered: Answer = {
  error: {
    message: 'The server did not answer.',
    hint: 'The rules are as they were; try again in a moment.',
  },
};

/** Which template makes a plan of which task, the first that fits winning. */
export function AutomationRules({
  rules,
  templates,
  onCreate,
  onUpdate,
  onDelete,
  onOrder,
}: AutomationRulesProps) {
  const [isBusy, startTransition] = useTransition();
  const settle = async (work: () => Promise<Answer>, done?: () => void) => {
    const { error } = await work().catch(() => unanswered);
    if (error) notifyError(error.message, error.hint);
    else done?.();
  };
  const change = (work: () => Promise<Answer>, done?: () => void) =>
    startTransition(() => settle(work, done));
  const swap = (index: number, other: number) => {
    const ids = rules.map(({ id }) => id);
    const [moved] = ids.splice(index, 1);
    if (moved) ids.splice(other, 0, moved);
    change(() => onOrder(ids));
  };
  const remove = ({ id, match_kind, match_value, template_id, enabled }: AutomationRule) =>
    change(
      () => onDelete(id),
      () =>
        notifyDone(
          'Deleted the rule',
          template_id === null
            ? undefined
            : () => change(() => onCreate({ match_kind, match_value, template_id, enabled })),
        ),
    );
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      {rules.length === 0 && (
        <EmptyState icon={Workflow} title="No rules yet">
          <p>
            {templates.length === 0
              ? 'A rule needs a template: make one first.'
              : 'No task gets a plan by itself.'}
          </p>
        </EmptyState>
      )}
      {rules.length > 0 && (
        <ol aria-label="Rules" aria-busy={isBusy}>
          {rules.map((rule, index) => (
            <li
              key={rule.id}
              className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-line border-b px-4 py-2"
            >
              <RuleSwitch
                label={`Use the rule: ${ruleWords(rule)}`}
                isOn={rule.enabled}
                onChange={(enabled) => settle(() => onUpdate(rule.id, { enabled }))}
              />
              <div className={classNames('min-w-0', !rule.enabled && 'text-muted')}>
                <p className="break-text">
                  {ruleWords(rule)} <span className="text-muted">→</span>{' '}
                  <span className="font-medium">{rule.template_name ?? 'a template that was deleted'}</span>
                </p>
                <RuleHistory rule={rule} />
              </div>
              <div className="flex">
                <Button
                  variant="ghost"
                  size="icon"
                  className="pointer-coarse:size-10"
                  aria-label={`Move up: ${ruleWords(rule)}`}
                  disabled={index === 0 || isBusy}
                  onClick={() => swap(index, index - 1)}
                >
                  <ArrowUp aria-hidden />
                </Button>
                <Button
                  variant="ghost"
                  size="icon"
                  className="pointer-coarse:size-10"
                  aria-label={`Move down: ${ruleWords(rule)}`}
                  disabled={index === rules.length - 1 || isBusy}
                  onClick={() => swap(index, index + 1)}
                >
                  <ArrowDown aria-hidden />
                </Button>
                <Button
                  variant="ghost"
                  size="icon"
                  className="pointer-coarse:size-10"
                  aria-label={`Delete the rule: ${ruleWords(rule)}`}
                  disabled={isBusy}
                  onClick={() => remove(rule)}
                >
                  <Trash2 aria-hidden />
                </Button>
              </div>
            </li>
          ))}
        </ol>
      )}
      {templates.length > 0 && <NewRule templates={templates} onCreate={onCreate} />}
    </div>
  );
}

/** What it did, and what went wrong; an error stands there until it is the older of the two. */
function RuleHistory({ rule }: { rule: AutomationRule }) {
  const { runs, last_run_at, last_error, last_error_at } = rule;
  const isFailing = last_error_at !== null && (last_run_at === null || last_error_at >= last_run_at);
  return (
    <p className="text-faint text-meta">
      {last_run_at === null ? (
        'Has made no plan yet'
      ) : (
        <>
          Made {formatCount(runs, 'plan')}, the last <RelativeTime at={last_run_at} />
        </>
      )}
      {isFailing && last_error_at && (
        <span className="break-text block text-failed">
          Failed <RelativeTime at={last_error_at} />: {last_error}
        </span>
      )}
    </p>
  );
}
