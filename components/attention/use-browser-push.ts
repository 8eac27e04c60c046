'use client';

import { useEffect, useState } from 'react';
import { type PushAbility, readAbility, readSubscription } from './browser-push';

export interface BrowserPush {
  ability: PushAbility;
  /** The address of this browser's subscription; null without one. */
  endpoint: string | null;
}

/** Returns what this browser can do, and its subscription; undefined until it is known. */
export function useBrowserPush() {
  const [push, setPush] = useState<BrowserPush>();
  useEffect(() => {
    const ability = readAbility();
    const known = ability === 'ready' ? readSubscription() : Promise.resolve(null);
    known
      .catch(() => null)
      .then((subscription) => setPush({ ability, endpoint: subscription?.endpoint ?? null }));
  }, []);
  return [push, setPush] as const;
}
