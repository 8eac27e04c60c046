import type { DecisionRule, ProjectDecisionRules } from '@/lib/capture/rules/decision-rules';
import { ruleSubject, ruleText } from '@/lib/capture/rules/rule-text';
import { ProjectRuleRow } from './project-rule-row';

const EFFECTS = { deny: 'Deny', ask: 'Ask', allow: 'Allow' };

export interface DecisionRuleListProps {
  projects: ProjectDecisionRules[];
  onRemove: (project: ProjectDecisionRules, rule: DecisionRule) => void;
}

export function DecisionRuleList({ projects, onRemove }: DecisionRuleListProps) {
  return (
    <ul aria-label="Standing decisions">
      {projects.flatMap((project) =>
        project.rules.map((rule) => (
          <ProjectRuleRow
            key={JSON.stringify([project.project, rule])}
            kind={EFFECTS[rule.effect]}
            subject={ruleSubject(rule)}
            project={project.project}
            name={`“${ruleText(rule)}”`}
            onDelete={() => onRemove(project, rule)}
          />
        )),
      )}
    </ul>
  );
}
