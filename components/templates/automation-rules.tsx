'use client';

import { ArrowDown, ArrowUp, Trash2, Workflow } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { EmptyRow } from '@/components/ui/empty-row';
import { notifyDone } from '@/components/ui/notify';
import { RelativeTime } from '@/components/ui/relative-time';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { AutomationRule, AutomationRuleInput } from '@/lib/agent-execution/automation';
import type { Template } from '@/lib/agent-execution/templates';
import { classNames } from '@/lib/class-names';
import { formatCount } from '@/lib/format/words';
import { NewRule } from './new-rule';
import { RuleSwitch } from './rule-switch';
import { ruleWords } from './rule-words';

const hint = 'Check the rules, then try again.';

export interface AutomationRulesProps {
  /** In their order of priority. */
  rules: AutomationRule[];
  templates: Template[];
  onCreate: (input: AutomationRuleInput) => Promise<ActionResult>;
  onUpdate: (id: string, changes: Partial<AutomationRuleInput>) => Promise<ActionResult>;
  onDelete: (id: string) => Promise<ActionResult>;
  onOrder: (ids: string[]) => Promise<ActionResult>;
}

/** Edits the rules that create plans from templates; the first matching rule applies. */
export function AutomationRules({
  rules,
  templates,
  onCreate,
  onUpdate,
  onDelete,
  onOrder,
}: AutomationRulesProps) {
  const { isPending, run } = useAction();
  const swap = (index: number, other: number) => {
    const ids = rules.map(({ id }) => id);
    const [moved] = ids.splice(index, 1);
    if (moved) ids.splice(other, 0, moved);
    run(() => onOrder(ids), { hint });
  };
  const remove = ({ id, match_kind, match_value, template_id, enabled }: AutomationRule) =>
    run(() => onDelete(id), {
      hint,
      onSuccess: () => {
        const undo = template_id
          ? () => run(() => onCreate({ match_kind, match_value, template_id, enabled }), { hint })
          : undefined;
        notifyDone('Deleted the rule', undo);
      },
    });
  return (
    <div className="overflow-clip rounded-md border border-line bg-surface">
      {rules.length === 0 && (
        <EmptyRow icon={Workflow} title="No rules yet">
          <p>
            {templates.length === 0
              ? 'A rule needs a template. Create a template first.'
              : 'No plan is created automatically.'}
          </p>
        </EmptyRow>
      )}
      {rules.length > 0 && (
        <ol aria-label="Rules" aria-busy={isPending}>
          {rules.map((rule, index) => (
            <li
              key={rule.id}
              className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 border-line border-b px-4 py-2 last:border-b-0"
            >
              <RuleSwitch
                label={`Enable the rule: ${ruleWords(rule)}`}
                isOn={rule.enabled}
                onChange={(enabled) => onUpdate(rule.id, { enabled })}
              />
              <div className={classNames('min-w-0', !rule.enabled && 'text-muted')}>
                <p className="break-text">
                  {ruleWords(rule)} <span className="text-muted">→</span>{' '}
                  <span className="font-medium">{rule.template_name ?? 'a deleted template'}</span>
                </p>
                <RuleHistory rule={rule} />
              </div>
              <div className="flex">
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={`Move up: ${ruleWords(rule)}`}
                  disabled={index === 0 || isPending}
                  onClick={() => swap(index, index - 1)}
                >
                  <ArrowUp aria-hidden />
                </Button>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={`Move down: ${ruleWords(rule)}`}
                  disabled={index === rules.length - 1 || isPending}
                  onClick={() => swap(index, index + 1)}
                >
                  <ArrowDown aria-hidden />
                </Button>
                <Button
                  variant="ghost"
                  size="icon"
                  aria-label={`Delete the rule: ${ruleWords(rule)}`}
                  disabled={isPending}
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

/** Shows the last run of a rule, and its last error unless a later run succeeded. */
function RuleHistory({ rule }: { rule: AutomationRule }) {
  const { runs, last_run_at, last_error, last_error_at } = rule;
  const isFailing = last_error_at !== null && (last_run_at === null || last_error_at >= last_run_at);
  return (
    <p className="text-faint text-meta">
      {last_run_at === null ? (
        'No plans created yet'
      ) : (
        <>
          Created {formatCount(runs, 'plan')}, the last <RelativeTime at={last_run_at} />
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
