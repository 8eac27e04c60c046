'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { formatDay } from '@/lib/format/time';
import { usePlanFilters } from './use-plan-filters';

const dayWords = (day: Date) => formatDay(day.toISOString().replace('T00:', 'T12:'), 0, 'UTC');

function rangeWords(from: Date | null, to: Date | null): string | null {
  if (from && to && from.getTime() === to.getTime()) return `on ${dayWords(from)}`;
  return [from && `from ${dayWords(from)}`, to && `to ${dayWords(to)}`].filter(Boolean).join(' ') || null;
}

/** Shows the filters that only the analytics set: when plans ended, and which models were called when. A click removes one. */
export function RangeChips() {
  const { filters, setFilters } = usePlanFilters();
  const ended = rangeWords(filters.ended_from, filters.ended_to);
  const used = rangeWords(filters.used_from, filters.used_to);
  const models = filters.model.join(' or ');
  const chips = [
    ended && { words: `Ended ${ended}`, none: { ended_from: null, ended_to: null } },
    (used || models) && {
      words: ['Calls of', models || 'models', used].filter(Boolean).join(' '),
      none: { used_from: null, used_to: null, model: null },
    },
  ];
  return chips.map(
    (chip) =>
      chip && (
        <Button
          key={chip.words}
          aria-label={`Remove the filter: ${chip.words}`}
          onClick={() => setFilters(chip.none)}
        >
          {chip.words}
          <X aria-hidden />
        </Button>
      ),
  );
}
