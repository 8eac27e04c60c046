import type { AnalyticsFigures } from '@/lib/agent-execution/analytics.types';
import { formatDuration } from '@/lib/format/duration';
import { formatPercent } from '@/lib/format/percent';
import { formatCost, formatTokens, tokensOf, usageDetails } from '@/lib/format/usage';
import { formatNumber } from '@/lib/format/words';
import { changeWords } from './change-words';

export interface KeyFiguresProps {
  now: AnalyticsFigures;
  before: AnalyticsFigures;
  /** The length of the range, in days. */
  days: number;
}

interface Figure {
  label: string;
  /** Null if there is none, which `none` then explains. */
  value: string | null;
  none?: string;
  /** The change against the previous period. */
  change: string | null;
  title?: string;
}

const NO_USAGE = 'not reported';

const share = (part: number, of: number) => (of === 0 ? null : part / of);
const firstTry = ({ first_try, steps_completed, steps_failed }: AnalyticsFigures) =>
  share(first_try, steps_completed + steps_failed);
const tokens = ({ usage }: AnalyticsFigures) => (usage && tokensOf(usage) > 0 ? tokensOf(usage) : null);
/** Returns the cost of a completed step. The cost of some calls is a lower bound. */
const stepCost = ({ usage, steps_completed }: AnalyticsFigures) =>
  usage?.cost_usd == null ? null : share(usage.cost_usd, steps_completed);
const isWhole = ({ usage }: AnalyticsFigures) => usage?.is_partial === false;
const whole = ({ usage }: AnalyticsFigures) => (usage?.is_partial ? null : (usage?.cost_usd ?? null));

function costFigure(now: AnalyticsFigures, before: AnalyticsFigures): Figure {
  const { usage } = now;
  return {
    label: usage?.is_estimated ? 'Cost, estimated' : 'Cost',
    value: usage && formatCost({ ...usage, is_estimated: false }),
    none: NO_USAGE,
    change: changeWords(whole(now), whole(before)),
    ...(usage && { title: usageDetails(usage) }),
  };
}

type Count = 'steps_completed' | 'steps_failed' | 'plans_completed';

const countFigure = (
  label: string,
  name: Count,
  now: AnalyticsFigures,
  before: AnalyticsFigures,
): Figure => ({
  label,
  value: formatNumber(now[name]),
  change: changeWords(now[name], before[name]),
});

function figuresOf(now: AnalyticsFigures, before: AnalyticsFigures): Figure[] {
  const rate = firstTry(now);
  const cycle = now.cycle_p50_minutes;
  const perStep = stepCost(now);
  const used = tokens(now);
  return [
    countFigure('Steps completed', 'steps_completed', now, before),
    {
      label: 'On the first try',
      value: rate === null ? null : formatPercent(rate),
      none: 'no step ended',
      change: changeWords(rate, firstTry(before), 'points'),
      title: 'The share of the steps that were completed or failed',
    },
    countFigure('Steps failed', 'steps_failed', now, before),
    countFigure('Plans completed', 'plans_completed', now, before),
    {
      label: 'Median cycle time',
      value: cycle === null ? null : formatDuration(cycle * 60_000),
      none: 'no plan completed',
      change: changeWords(cycle, before.cycle_p50_minutes),
      title: 'From the start to the completion of a plan',
    },
    costFigure(now, before),
    {
      label: 'Tokens',
      value: used === null ? now.usage && 'unknown' : formatTokens(used),
      none: NO_USAGE,
      change: changeWords(used, tokens(before)),
    },
    {
      label: 'Cost per step',
      value: now.usage && formatCost({ ...now.usage, cost_usd: perStep, is_estimated: false }),
      none: NO_USAGE,
      change: isWhole(now) && isWhole(before) ? changeWords(perStep, stepCost(before)) : null,
      title: 'What all model calls cost, divided by the completed steps',
    },
  ];
}

/** Returns whether anything happened that a change could be measured against. */
const isEmpty = ({ steps_completed, steps_failed, plans_completed, usage }: AnalyticsFigures) =>
  steps_completed + steps_failed + plans_completed === 0 && usage === null;

/** Shows the figures of the range, each with its change against as many days before. */
export function KeyFigures({ now, before, days }: KeyFiguresProps) {
  const period = days === 1 ? 'the day' : `the ${formatNumber(days)} days`;
  const hasBefore = !isEmpty(before);
  return (
    <section aria-label="Key figures" className="mb-4 overflow-clip rounded-md border border-line bg-surface">
      <dl className="-mr-px -mb-px grid grid-cols-2 sm:grid-cols-4 xl:grid-cols-8">
        {figuresOf(now, before).map(({ label, value, none, change, title }) => (
          <div
            key={label}
            title={title}
            className="grid content-start gap-0.5 border-line border-r border-b p-3"
          >
            <dt className="text-meta text-muted">{label}</dt>
            {value === null ? (
              <dd className="text-body text-muted leading-7">{none}</dd>
            ) : (
              <dd className="break-text font-semibold text-title tabular-nums">{value}</dd>
            )}
            {hasBefore && change && <dd className="text-faint text-meta tabular-nums">{change}</dd>}
          </div>
        ))}
      </dl>
      <p className="border-line border-t px-3 py-1.5 text-faint text-meta">
        {hasBefore
          ? `Changes compare with ${period} before.`
          : `There is nothing in ${period} before to compare with.`}
      </p>
    </section>
  );
}
