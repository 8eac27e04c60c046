import { formCells, textOf } from '@/components/ui/add-form';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { DecisionRule } from '@/lib/capture/rules/decision-rules';
import { ProjectField } from './project-field';

const EFFECTS: { value: DecisionRule['effect']; label: string }[] = [
  { value: 'deny', label: 'Deny' },
  { value: 'ask', label: 'Always ask' },
  { value: 'allow', label: 'Allow' },
];

/** The kinds of calls that have names of their own; other tools are named by their pattern. */
const ACTIONS = [
  { value: 'command', label: 'Commands' },
  { value: 'edit', label: 'Edits of files' },
  { value: 'read', label: 'Reads of files' },
  { value: 'search', label: 'Searches' },
  { value: 'web', label: 'Web' },
  { value: 'tool', label: 'Tool by name' },
];

const isEffect = (value: string): value is DecisionRule['effect'] =>
  EFFECTS.some((effect) => effect.value === value);

export function readDecisionRule(data: FormData): DecisionRule {
  const [effect, action, pattern] = [textOf(data, 'effect'), textOf(data, 'action'), textOf(data, 'pattern')];
  const about = action === 'tool' ? { tool: pattern || '*' } : { action, ...(pattern !== '' && { pattern }) };
  return { effect: isEffect(effect) ? effect : 'ask', ...about };
}

export function DecisionRuleFields() {
  return (
    <>
      <div className={formCells.short}>
        <SelectField id="rule-effect" name="effect" label="Decision" options={EFFECTS} />
      </div>
      <div className={formCells.short}>
        <SelectField id="rule-action" name="action" label="Calls" options={ACTIONS} />
      </div>
      <div className={formCells.long}>
        <Field
          id="rule-pattern"
          name="pattern"
          label="Pattern"
          maxLength={300}
          placeholder="git push* or mcp__github__*"
        />
      </div>
      <ProjectField id="rule-project" />
    </>
  );
}
