'use client';

import { useOptimistic } from 'react';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';

export interface RuleSwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => Promise<ActionResult>;
}

/** Shows the new setting at once, and the stored one when the server has responded. */
export function RuleSwitch({ label, isOn, onChange }: RuleSwitchProps) {
  const [shown, show] = useOptimistic(isOn);
  const { run } = useAction();
  return (
    <label className="grid size-7 place-items-center pointer-coarse:size-10">
      <input
        type="checkbox"
        aria-label={label}
        checked={shown}
        onChange={() => run(() => onChange(!isOn), { optimistic: () => show(!isOn) })}
        className="size-4 accent-ink"
      />
    </label>
  );
}
