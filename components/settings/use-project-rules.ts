import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';

const hint = 'Check the rules, then try again.';

export interface RulesOfProject<Rule> {
  project: string;
  rules: Rule[];
}

export interface ProjectRulesProps<Rule> {
  projects: RulesOfProject<Rule>[];
  /** Replaces the rules of a project. */
  onSave: (project: string, rules: Rule[]) => Promise<ActionResult>;
}

/** Adds a rule to a project, and removes one; a deletion offers Undo. */
export function useProjectRules<Rule>({ projects, onSave }: ProjectRulesProps<Rule>) {
  const { run } = useAction();
  const add = (project: string, rule: Rule) => {
    const rules = projects.find((known) => known.project === project)?.rules ?? [];
    return onSave(project, [...rules, rule]);
  };
  const remove = ({ project, rules }: RulesOfProject<Rule>, rule: Rule, name: string) => {
    const undo = () => run(() => onSave(project, rules), { hint });
    const kept = rules.filter((other) => other !== rule);
    run(() => onSave(project, kept), {
      hint,
      onSuccess: () => notifyDone(`Deleted the rule ${name}`, undo),
    });
  };
  return { add, remove };
}
