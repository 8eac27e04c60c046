'use client';

import { startTransition, useOptimistic } from 'react';

export interface RuleSwitchProps {
  label: string;
  isOn: boolean;
  onChange: (isOn: boolean) => Promise<void>;
}

/** Shows at once what it was set to, and what is so when the answer has come. */
export function RuleSwitch({ label, isOn, onChange }: RuleSwitchProps) {
  const [shown, show] = useOptimistic(isOn);
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={shown}
      onChange={() =>
        startTransition(async () => {
          show(!isOn);
          await onChange(!isOn);
        })
      }
      className="size-4 accent-ink"
    />
  );
}
