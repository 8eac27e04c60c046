'use client';

import { Scale } from 'lucide-react';
import { useState } from 'react';
import { AddForm } from '@/components/ui/add-form';
import { EmptyRow } from '@/components/ui/empty-row';
import type { ActionResult } from '@/lib/action-result';
import type { RuleTrial } from '@/lib/capture/decisions/try-rule';
import type { DecisionRule } from '@/lib/capture/rules/decision-rules';
import { ruleSubject, ruleText } from '@/lib/capture/rules/rule-text';
import { DecisionRuleFields, readDecisionRule } from './decision-rule-fields';
import { DecisionRuleTrial } from './decision-rule-trial';
import { projectOf } from './project-field';
import { ProjectRuleList, type ProjectRulesProps, rulesWith } from './project-rule-list';

const EFFECTS = { deny: 'Deny', ask: 'Ask', allow: 'Allow' };

export interface DecisionRulesProps extends ProjectRulesProps<DecisionRule> {
  onTry: (project: string, rule: DecisionRule) => Promise<ActionResult<{ trial: RuleTrial }>>;
}

/** Edits standing decisions by project. A rule is tried on past calls before it is saved. */
export function DecisionRules({ projects, onSave, onTry }: DecisionRulesProps) {
  const [trial, setTrial] = useState<RuleTrial>();
  const addRule = async (data: FormData) => {
    const project = projectOf(data);
    const result = await onSave(project, rulesWith(projects, project, readDecisionRule(data)));
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
      <ProjectRuleList
        projects={projects}
        onSave={onSave}
        label="Standing decisions"
        wordsOf={(rule) => ({
          kind: EFFECTS[rule.effect],
          subject: ruleSubject(rule),
          name: `“${ruleText(rule)}”`,
        })}
        empty={
          <EmptyRow icon={Scale} title="No rules yet">
            Each agent decides by its own settings. Try a rule on past calls, then add it.
          </EmptyRow>
        }
      />
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
