import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { DecisionRule } from '@/lib/capture/rules/decision-rules';

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

/** Reads the form. A folder is the same with and without a slash at its end. */
export function readDecisionRule(data: FormData): { project: string; rule: DecisionRule } {
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const [effect, action, pattern] = [text('rule-effect'), text('rule-action'), text('rule-pattern')];
  const about = action === 'tool' ? { tool: pattern || '*' } : { action, ...(pattern !== '' && { pattern }) };
  return {
    project: text('rule-project').replace(/[\\/]+$/, ''),
    rule: { effect: isEffect(effect) ? effect : 'ask', ...about },
  };
}

export function DecisionRuleFields({ isPending, onTry }: { isPending: boolean; onTry: () => void }) {
  return (
    <div className="flex flex-wrap items-end gap-3">
      <div className="w-32">
        <SelectField id="rule-effect" name="rule-effect" label="Decision" options={EFFECTS} />
      </div>
      <div className="w-40">
        <SelectField id="rule-action" name="rule-action" label="Calls" options={ACTIONS} />
      </div>
      <div className="w-52">
        <Field
          id="rule-pattern"
          name="rule-pattern"
          label="Pattern"
          maxLength={300}
          placeholder="git push* or mcp__github__*"
        />
      </div>
      <div className="w-52">
        <Field
          id="rule-project"
          name="rule-project"
          label="Project folder"
          maxLength={1000}
          placeholder="All projects"
        />
      </div>
      <Button size="field" isBusy={isPending} onClick={onTry}>
        Try on past calls
      </Button>
      <Button type="submit" size="field" isBusy={isPending}>
        Add rule
      </Button>
    </div>
  );
}
