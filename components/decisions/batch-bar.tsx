'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';
import { alikeWords } from '@/lib/decisions/alike';
import { decisionLooks } from './decision-looks';

export interface BatchBarProps {
  chosen: PlacedDecision[];
  onAllow: () => void;
  onDeny: () => void;
  onClear: () => void;
}

/** Decides the chosen requests at once. */
export function BatchBar({ chosen, onAllow, onDeny, onClear }: BatchBarProps) {
  const [first] = chosen;
  if (!first) return null;
  const { allow, deny } = decisionLooks[first.kind];
  return (
    <section
      aria-label="Selected decisions"
      className="sticky bottom-0 z-20 flex items-center gap-2 border-line border-t bg-surface p-2 max-lg:fixed max-lg:inset-x-0 max-lg:px-4 max-lg:pb-[max(0.5rem,env(safe-area-inset-bottom))]"
    >
      <Button size="lg" variant="solid" className="min-w-0 flex-1" onClick={onAllow}>
        <span className="truncate">{`${allow} ${alikeWords(first, chosen.length)}`}</span>
      </Button>
      <Button size="lg" onClick={onDeny}>
        {deny}…
      </Button>
      <Button size="touch" variant="ghost" aria-label="Clear selection" onClick={onClear}>
        <X aria-hidden />
      </Button>
    </section>
  );
}
