'use client';

import { useRef, useState } from 'react';
import { FailureNotice } from '@/components/ui/failure-notice';
import { notifyDone } from '@/components/ui/notify';
import { useAction, useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import type { RuleTrial } from '@/lib/capture/decisions/try-rule';
import type { DecisionRule, ProjectDecisionRules } from '@/lib/capture/rules/decision-rules';
import { ruleText } from '@/lib/capture/rules/rule-text';
import { DecisionRuleFields, readDecisionRule } from './decision-rule-fields';
import { DecisionRuleList } from './decision-rule-list';
import { DecisionRuleTrial } from './decision-rule-trial';

const hint = 'Check the rules, then try again.';

export interface DecisionRulesProps {
  projects: ProjectDecisionRules[];
  /** Replaces the rules of a project. */
  onSave: (project: string, rules: DecisionRule[]) => Promise<ActionResult>;
  onTry: (project: string, rule: DecisionRule) => Promise<ActionResult<{ trial: RuleTrial }>>;
}

/** Edits standing decisions by project. A rule can be tried on past calls first; a deletion offers Undo. */
export function DecisionRules({ projects, onSave, onTry }: DecisionRulesProps) {
  const form = useRef<HTMLFormElement>(null);
  const [trial, setTrial] = useState<RuleTrial>();
  const { isPending, failure, run: runForm } = useFormAction();
  const { run } = useAction();
  const add = (data: FormData) => {
    const { project, rule } = readDecisionRule(data);
    const rules = projects.find((known) => known.project === project)?.rules ?? [];
    runForm(() => onSave(project, [...rules, rule]), {
      hint: INPUT_KEPT,
      onSuccess: () => {
        setTrial(undefined);
        form.current?.reset();
      },
    });
  };
  const tryIt = () => {
    if (!form.current?.reportValidity()) return;
    const { project, rule } = readDecisionRule(new FormData(form.current));
    runForm(() => onTry(project, rule), { hint: INPUT_KEPT, onSuccess: (tried) => setTrial(tried.trial) });
  };
  const remove = ({ project, rules }: ProjectDecisionRules, rule: DecisionRule) => {
    const undo = () => run(() => onSave(project, rules), { hint });
    const kept = rules.filter((other) => other !== rule);
    run(() => onSave(project, kept), {
      hint,
      onSuccess: () => notifyDone(`Deleted the rule “${ruleText(rule)}”`, undo),
    });
  };
  return (
    <div className="rounded-md border border-line bg-surface">
      {projects.length > 0 && <DecisionRuleList projects={projects} onRemove={remove} />}
      <form
        ref={form}
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          add(new FormData(event.currentTarget));
        }}
      >
        <FailureNotice failure={failure} />
        <DecisionRuleFields isPending={isPending} onTry={tryIt} />
        {trial && <DecisionRuleTrial trial={trial} />}
        <p className="text-faint text-meta">
          Deny counts before ask, and ask before allow. Rules compare the text of a call, so they guide an
          agent and do not replace a sandbox.
        </p>
      </form>
    </div>
  );
}
