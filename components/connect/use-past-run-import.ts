'use client';

import { useRef, useState } from 'react';
import { type ImportState, STARTED_IMPORT } from './import-state';

/** Imports files, one import at a time. The state is null before the first one. */
export function usePastRunImport() {
  const [state, setState] = useState<ImportState | null>(null);
  const abort = useRef<AbortController>(null);
  return {
    state,
    start: async (client: string, files: File[]) => {
      const controller = new AbortController();
      abort.current = controller;
      setState(STARTED_IMPORT);
      try {
        const { importFiles } = await import('./import-files');
        await importFiles(client, files, controller.signal, setState);
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        setState({ ...STARTED_IMPORT, isRunning: false, problems: [`The files cannot be read: ${problem}`] });
      }
    },
    stop: () => abort.current?.abort(),
  };
}
