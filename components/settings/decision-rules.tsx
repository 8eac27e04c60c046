'use client';

import { useState } from 'react';
import { AddForm } from '@/components/ui/add-form';
import type { ActionResult } from '@/lib/action-result';
import type { RuleTrial } from '@/lib/capture/decisions/try-rule';
import type { DecisionRule } from '@/lib/capture/rules/decision-rules';
import { ruleText } from '@/lib/capture/rules/rule-text';
import { DecisionRuleFields, readDecisionRule } from './decision-rule-fields';
import { DecisionRuleList } from './decision-rule-list';
import { DecisionRuleTrial } from './decision-rule-trial';
import { projectOf } from './project-field';
import { type ProjectRulesProps, useProjectRules } from './use-project-rules';

export interface DecisionRulesProps extends ProjectRulesProps<DecisionRule> {
  onTry: (project: string, rule: DecisionRule) => Promise<ActionResult<{ trial: RuleTrial }>>;
}

/** Edits standing decisions by project. A rule is tried on past calls before it is saved; a deletion offers Undo. */
export function DecisionRules({ onTry, ...props }: DecisionRulesProps) {
  const [trial, setTrial] = useState<RuleTrial>();
  const { add, remove } = useProjectRules(props);
  const addRule = async (data: FormData) => {
    const result = await add(projectOf(data), readDecisionRule(data));
    if (!result.error) setTrial(undefined);
    return result;
  };
  const tryRule = async (data: FormData) => {
    const result = await onTry(projectOf(data), readDecisionRule(data));
    if (!result.error) setTrial(result.trial);
    return result;
  };
  return (
    <>
      {props.projects.length > 0 && (
        <DecisionRuleList
          projects={props.projects}
          onRemove={(project, rule) => remove(project, rule, `“${ruleText(rule)}”`)}
        />
      )}
      <AddForm
        label="Add rule"
        onSubmit={addRule}
        trial={{
          label: 'Try on past calls',
          onTry: tryRule,
          onChange: () => setTrial(undefined),
          result: trial && <DecisionRuleTrial trial={trial} />,
        }}
        note="Deny counts before ask, and ask before allow. Rules compare the text of a call, so they guide an agent and do not replace a sandbox."
      >
        <DecisionRuleFields />
      </AddForm>
    </>
  );
}
