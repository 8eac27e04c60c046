'use client';

import { Fragment } from 'react';
import { useModKey } from '@/components/ui/mod-key';

const names: Record<string, string> = { Enter: '↵' };

/** Shows keys as on a keyboard. */
export function ShortcutKeys({ keys }: { keys: string[] }) {
  const mod = useModKey();
  const [first, ...rest] = keys;
  const pressed = first === 'mod' ? [`${mod}${rest.join('').toUpperCase()}`] : keys;
  return (
    <span className="flex shrink-0 items-center gap-1">
      {pressed.map((key, place) => (
        <Fragment key={key}>
          {place > 0 && <span className="text-faint text-meta">then</span>}
          <kbd className="grid h-5 min-w-5 place-items-center rounded-sm border border-line-strong bg-sunken px-1 font-mono text-meta text-muted">
            {names[key] ?? key}
          </kbd>
        </Fragment>
      ))}
    </span>
  );
}
