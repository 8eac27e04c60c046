import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { DecisionRule, ProjectDecisionRules } from '@/lib/capture/rules/decision-rules';
import { ruleText } from '@/lib/capture/rules/rule-text';

const EFFECTS = { deny: 'Deny', ask: 'Ask', allow: 'Allow' };

/** Returns what a rule is about, such as “command git push*”. */
const subjectOf = ({ action, tool, pattern }: DecisionRule) =>
  [action, tool, pattern].filter((part) => part !== undefined).join(' ');

export interface DecisionRuleListProps {
  projects: ProjectDecisionRules[];
  onRemove: (project: ProjectDecisionRules, rule: DecisionRule) => void;
}

export function DecisionRuleList({ projects, onRemove }: DecisionRuleListProps) {
  return (
    <ul aria-label="Standing decisions">
      {projects.flatMap((project) =>
        project.rules.map((rule) => (
          <li
            key={JSON.stringify([project.project, rule])}
            className="flex min-h-10 items-center gap-3 border-line border-b py-1 pr-2 pl-4"
          >
            <span className="w-10 shrink-0 text-muted">{EFFECTS[rule.effect]}</span>
            <span className="break-text min-w-0 flex-1 font-mono text-meta">{subjectOf(rule)}</span>
            <span className="break-text min-w-0 max-w-[50%] text-muted">
              {project.project || 'All projects'}
            </span>
            <Button
              variant="ghost"
              size="icon"
              aria-label={`Delete the rule “${ruleText(rule)}” in ${project.project || 'all projects'}`}
              onClick={() => onRemove(project, rule)}
            >
              <Trash2 aria-hidden />
            </Button>
          </li>
        )),
      )}
    </ul>
  );
}
