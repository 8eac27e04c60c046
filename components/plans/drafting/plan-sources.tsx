'use client';

import { FileText, LayoutTemplate, Rows3 } from 'lucide-react';
import { useState, useTransition } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { notifyFailure } from '@/components/ui/notify';
import { TextArea } from '@/components/ui/text-area';
import type { Template, TemplatePreview } from '@/lib/agent-execution/templates';
import { classNames } from '@/lib/class-names';
import { planTemplates } from '@/lib/dashboard/plan-templates';
import { formatMinutes } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/words';
import type { DraftStep } from '@/lib/plan-markdown/step-head';

/** A template of the person. */
export type OwnTemplate = Pick<Template, 'id' | 'name' | 'steps'>;

export interface PlanSourcesProps {
  templates: OwnTemplate[];
  /** Returns the template with its placeholders filled in, or null after a failure that was shown. */
  onFill: (templateId: string) => Promise<TemplatePreview | null>;
  /** Called with the steps, and with the plan type if the source has one. */
  onSteps: (steps: DraftStep[], planType?: string) => void;
}

const ways = [
  { name: 'blank', label: 'By hand', icon: Rows3 },
  { name: 'template', label: 'Template', icon: LayoutTemplate },
  { name: 'markdown', label: 'Markdown', icon: FileText },
] as const;

/** Chooses the source of the steps: blank rows, a template or Markdown. */
export function PlanSources({ templates, onFill, onSteps }: PlanSourcesProps) {
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
      {way === 'template' && <Templates templates={templates} onFill={onFill} onSteps={onSteps} />}
      {way === 'markdown' && <Markdown onSteps={onSteps} />}
    </section>
  );
}

function Templates({ templates, onFill, onSteps }: PlanSourcesProps) {
  const [isFilling, startTransition] = useTransition();
  const fill = (id: string) =>
    startTransition(async () => {
      const filled = await onFill(id);
      if (filled) onSteps(filled.steps, filled.plan_type);
    });
  return (
    <ul aria-busy={isFilling} className="grid gap-2 sm:grid-cols-2 lg:grid-cols-5">
      {templates.map(({ id, name, steps }) => (
        <li key={id}>
          <TemplateButton name={name} steps={steps} onChoose={() => fill(id)} />
        </li>
      ))}
      {planTemplates.map(({ name, plan_type, steps }) => (
        <li key={name}>
          <TemplateButton name={name} steps={steps} onChoose={() => onSteps(steps, plan_type)} />
        </li>
      ))}
    </ul>
  );
}

function TemplateButton({
  name,
  steps,
  onChoose,
}: {
  name: string;
  steps: DraftStep[];
  onChoose: () => void;
}) {
  const minutes = steps.reduce((sum, step) => sum + (step.estimated_duration ?? 0), 0);
  return (
    <button
      type="button"
      onClick={onChoose}
      className="grid h-full w-full content-start rounded-md border border-line bg-surface px-3 py-2 text-left transition-colors duration-150 hover:bg-hover"
    >
      <span className="break-text font-medium">{name}</span>
      <span className="text-meta text-muted tabular-nums">
        {formatCount(steps.length, 'step')}
        {minutes > 0 && ` · ${formatMinutes(minutes)}`}
      </span>
    </button>
  );
}

const noSteps = {
  message: 'This text contains no steps.',
  hint: 'Paste a list, a checklist, a table or headings.',
};

const EXAMPLE =
  '1. **search**: find papers (30 min)\n2. analyze: read the best ten (2 h)\n3. Write it up (after 1, 2)';

function Markdown({ onSteps }: Pick<PlanSourcesProps, 'onSteps'>) {
  const [text, setText] = useState('');
  const [unread, setUnread] = useState<string[]>([]);
  const [isReading, startTransition] = useTransition();
  const read = () =>
    startTransition(async () => {
      const { parsePlanMarkdown } = await import('@/lib/plan-markdown/parse-plan-markdown');
      const { steps, unread } = parsePlanMarkdown(text);
      setUnread(unread);
      if (steps.length > 0) onSteps(steps);
      else notifyFailure(noSteps);
    });
  return (
    <form
      className="grid justify-items-start gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') read();
      }}
    >
      <div className="w-full">
        <TextArea
          id="plan-markdown"
          label="Plan in Markdown"
          hint="Each item of a list, checklist or table becomes a step, and so does each heading. (30 min) sets its estimate, a word with a colon its action, (after 1, 2) the steps it waits for."
          placeholder={EXAMPLE}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <Button type="submit" disabled={text.trim() === ''} isBusy={isReading}>
        Read steps
      </Button>
      {unread.length > 0 && <Unread lines={unread} />}
    </form>
  );
}

const SHOWN_LINES = 20;

function Unread({ lines }: { lines: string[] }) {
  return (
    <Notice tone="info" title={`${formatCount(lines.length, 'line')} skipped`}>
      <p>These lines are not in any step. Add what matters to a step or to the reasoning.</p>
      <ul className="mt-1 max-h-48 overflow-auto">
        {lines.slice(0, SHOWN_LINES).map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines never change, and two may be equal
          <li key={index} className="break-text">
            {line}
          </li>
        ))}
      </ul>
      {lines.length > SHOWN_LINES && <p>And {formatCount(lines.length - SHOWN_LINES, 'more line')}.</p>}
    </Notice>
  );
}
