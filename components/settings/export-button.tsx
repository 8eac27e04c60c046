'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { notifyDone, notifyError } from '@/components/ui/notify';

/** The last line of a whole export; far longer than it is. */
const TAIL_BYTES = 200;

/** Fetched whole before it is saved, so that an export that broke off is not taken for one. Browsers keep it on disk. */
async function downloadExport(): Promise<void> {
  const response = await fetch('/settings/export', { redirect: 'error' });
  if (!response.ok) throw new Error(`The export was answered with ${response.status}.`);
  const blob = await response.blob();
  if (!(await blob.slice(-TAIL_BYTES).text()).includes('{"end":')) throw new Error('The export broke off.');
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name ?? 'agent-execution.jsonl';
  link.click();
  // The browser has begun to save it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function ExportButton({ onDownloaded }: { onDownloaded: () => void }) {
  const [isBusy, setIsBusy] = useState(false);
  const download = async () => {
    setIsBusy(true);
    try {
      await downloadExport();
      onDownloaded();
      notifyDone('Everything was exported.');
    } catch {
      notifyError('The export did not arrive.', 'Nothing was changed. Try again in a moment.');
    } finally {
      setIsBusy(false);
    }
  };
  return (
    <Button onClick={download} isBusy={isBusy} className="w-fit">
      {!isBusy && <Download aria-hidden />}
      Export everything
    </Button>
  );
}
