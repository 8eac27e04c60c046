'use client';

import type { LucideIcon } from 'lucide-react';
import { useEffect, useId } from 'react';

/** A command of the open page, for the palette and for the key of its letter. */
export interface PageCommand {
  id: string;
  label: string;
  icon: LucideIcon;
  /** Runs the command from anywhere on the page. */
  letter?: string;
  run: () => void;
}

const registered = new Map<string, PageCommand[]>();

/** Offers commands while the component is on the page. */
export function usePageCommands(commands: PageCommand[]): void {
  const owner = useId();
  useEffect(() => {
    registered.set(owner, commands);
  });
  useEffect(
    () => () => {
      registered.delete(owner);
    },
    [owner],
  );
}

/** Returns the commands of the open page. */
export function readPageCommands(): PageCommand[] {
  return [...registered.values()].flat();
}
