'use client';

import { useEffect } from 'react';
import { followPlans } from './followed-plans';

/** Refreshes the page also when these plans change; renders nothing. */
export function FollowPlans({ ids }: { ids: string[] }) {
  const key = ids.join(' ');
  useEffect(() => followPlans(key === '' ? [] : key.split(' ')), [key]);
  return null;
}
