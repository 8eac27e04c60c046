'use client';

import { FileText, LayoutTemplate, Rows3 } from 'lucide-react';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { notifyError } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import { type PlanTemplate, planTemplates } from '@/lib/agent-execution/plan-templates';
import type { DraftStep } from '@/lib/agent-execution/step-head';
import { classNames } from '@/lib/class-names';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';

export interface PlanSourcesProps {
  /** Steps to begin with, and the kind of plan where the source tells it. */
  onSteps: (steps: DraftStep[], planType?: string) => void;
}

const ways = [
  { name: 'blank', label: 'By hand', icon: Rows3 },
  { name: 'template', label: 'Template', icon: LayoutTemplate },
  { name: 'markdown', label: 'Markdown', icon: FileText },
] as const;

/** Where the steps of a plan made by hand come from. */
export function PlanSources({ onSteps }: PlanSourcesProps) {
  const [way, setWay] = useState<(typeof ways)[number]['name']>('blank');
  return (
    <section aria-label="Start from" className="grid gap-3">
      <fieldset className="flex flex-wrap gap-2">
        <legend className="mb-1.5 font-medium">Start from</legend>
        {ways.map(({ name, label, icon: Icon }) => (
          <Button
            key={name}
            aria-pressed={way === name}
            onClick={() => setWay(name)}
            className={classNames(way === name ? 'border-ink' : 'text-muted')}
          >
            <Icon aria-hidden />
            {label}
          </Button>
        ))}
      </fieldset>
      {way === 'template' && <Templates onChoose={({ steps, plan_type }) => onSteps(steps, plan_type)} />}
      {way === 'markdown' && <Markdown onSteps={onSteps} />}
    </section>
  );
}

function Templates({ onChoose }: { onChoose: (template: PlanTemplate) => void }) {
  return (
    <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-5">
      {planTemplates.map((template) => (
        <li key={template.name}>
          <button
            type="button"
            onClick={() => onChoose(template)}
            className="grid w-full rounded-md border border-line bg-surface px-3 py-2 text-left transition-colors duration-150 hover:bg-hover"
          >
            <span className="font-medium">{template.name}</span>
            <span className="text-meta text-muted tabular-nums">
              {formatCount(template.steps.length, 'step')} ·{' '}
              {formatMinutes(template.steps.reduce((sum, step) => sum + (step.estimated_duration ?? 0), 0))}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const EXAMPLE =
  '1. **search**: find papers (30 min)\n2. analyze: read the best ten (2 h)\n3. Write it up (after 1, 2)';

function Markdown({ onSteps }: PlanSourcesProps) {
  const [text, setText] = useState('');
  const [isReading, startTransition] = useTransition();
  const read = () =>
    startTransition(async () => {
      const { parsePlanMarkdown } = await import('@/lib/agent-execution/parse-plan-markdown');
      const steps = parsePlanMarkdown(text);
      if (steps.length > 0) onSteps(steps);
      else notifyError('There is no step in this text.', 'Paste a list, a checklist or headings.');
    });
  return (
    <div className="grid justify-items-start gap-2">
      <div className="w-full">
        <TextArea
          id="plan-markdown"
          label="Plan in Markdown"
          hint="A list, a checklist or headings: each becomes a step. (30 min) is its estimate, a word and a colon its action, (after 1, 2) what it waits for."
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button disabled={text.trim() === ''} isBusy={isReading} onClick={read}>
        Read steps
      </Button>
    </div>
  );
}
