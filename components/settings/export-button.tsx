'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { notifyDone, notifyFailure } from '@/components/ui/notify';

/** The end of the file is read to check that it is complete; the last line is much shorter than this. */
const TAIL_BYTES = 200;

/**
 * Downloads the whole export before it saves it, so that a broken download is not saved. Browsers keep the data on disk.
 */
async function downloadExport(): Promise<void> {
  const response = await fetch('/settings/export', { redirect: 'error' });
  if (!response.ok) throw new Error(`The server responded to the export with ${response.status}.`);
  const blob = await response.blob();
  if (!(await blob.slice(-TAIL_BYTES).text()).includes('{"end":'))
    throw new Error('The export was interrupted.');
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name ?? 'agent-execution.jsonl';
  link.click();
  // The browser has started to save it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export function ExportButton({ onDownloaded }: { onDownloaded: () => void }) {
  const [isBusy, setIsBusy] = useState(false);
  const download = async () => {
    setIsBusy(true);
    try {
      await downloadExport();
      onDownloaded();
      notifyDone('Exported everything');
    } catch {
      notifyFailure({ message: 'The export failed.', hint: 'Nothing was changed. Try again in a moment.' });
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
