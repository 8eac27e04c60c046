import { Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';

const hint = 'Check the rules, then try again.';

export interface RulesOfProject<Rule> {
  /** Its folder; '' for all projects. */
  project: string;
  rules: Rule[];
}

export interface ProjectRulesProps<Rule> {
  projects: RulesOfProject<Rule>[];
  /** Replaces the rules of a project. */
  onSave: (project: string, rules: Rule[]) => Promise<ActionResult>;
}

/** Returns the rules of a project with another one. */
export const rulesWith = <Rule,>(projects: RulesOfProject<Rule>[], project: string, rule: Rule): Rule[] => [
  ...(projects.find((known) => known.project === project)?.rules ?? []),
  rule,
];

export interface RuleWords {
  /** One short word. */
  kind: string;
  /** What the rule is about. */
  subject: string;
  /** Names the rule in messages and to screen readers. */
  name: string;
}

export interface ProjectRuleListProps<Rule> extends ProjectRulesProps<Rule> {
  label: string;
  wordsOf: (rule: Rule) => RuleWords;
  /** Shown while there are no rules. */
  empty: ReactNode;
}

/** Lists rules for coding agents with their project. A deletion offers Undo. */
export function ProjectRuleList<Rule>({
  label,
  projects,
  onSave,
  wordsOf,
  empty,
}: ProjectRuleListProps<Rule>) {
  const { run } = useAction();
  const remove = ({ project, rules }: RulesOfProject<Rule>, rule: Rule) => {
    const undo = () => run(() => onSave(project, rules), { hint });
    const kept = rules.filter((other) => other !== rule);
    run(() => onSave(project, kept), {
      hint,
      onSuccess: () => notifyDone(`Deleted the rule ${wordsOf(rule).name}`, undo),
    });
  };
  const rows = projects.flatMap((project) => project.rules.map((rule) => ({ project, rule })));
  if (rows.length === 0) return empty;
  return (
    <ul aria-label={label}>
      {rows.map(({ project, rule }) => (
        <RuleRow
          key={JSON.stringify([project.project, rule])}
          {...wordsOf(rule)}
          project={project.project}
          onDelete={() => remove(project, rule)}
        />
      ))}
    </ul>
  );
}

interface RuleRowProps extends RuleWords {
  project: string;
  onDelete: () => void;
}

function RuleRow({ kind, subject, name, project, onDelete }: RuleRowProps) {
  return (
    <li className="flex min-h-10 items-center gap-3 border-line border-b py-1.5 pr-2 pl-4 last:border-b-0">
      <span className="w-10 shrink-0 text-muted">{kind}</span>
      <div className="min-w-0 flex-1 sm:flex sm:items-baseline sm:gap-3">
        <p className="break-text min-w-0 flex-1 font-mono text-meta">{subject}</p>
        <p className="break-text min-w-0 text-muted sm:max-w-[50%]">{project || 'All projects'}</p>
      </div>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Delete the rule ${name} in ${project || 'all projects'}`}
        onClick={onDelete}
      >
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
}
