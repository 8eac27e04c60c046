'use client';

import { Upload } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { ProgressBar } from '@/components/ui/progress-bar';
import { type Failure, FailureError } from '@/lib/action-result';
import type { ImportedCounts } from '@/lib/agent-execution/import-data';
import { ImportResult } from './import-result';
import { sendImport } from './send-import';

const unreadable = { message: 'The file cannot be read.', hint: 'Nothing was imported. Try again.' };

/** Imports the file of an export and shows the result. */
export function ImportForm() {
  const router = useRouter();
  const [file, setFile] = useState<File | null>(null);
  const [acceptsUnverified, setAcceptsUnverified] = useState(false);
  const [share, setShare] = useState<number | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [counts, setCounts] = useState<ImportedCounts | null>(null);
  const importFile = async () => {
    if (!file) return;
    setFailure(null);
    setCounts(null);
    setShare(0);
    try {
      setCounts(await sendImport(file, setShare, acceptsUnverified));
      router.refresh();
    } catch (error) {
      setFailure(error instanceof FailureError ? error : unreadable);
    } finally {
      setShare(null);
    }
  };
  return (
    <div className="grid gap-3 p-4">
      <FailureNotice failure={failure} />
      {counts && <ImportResult counts={counts} />}
      <div className="grid max-w-sm gap-3">
        <Field
          id="import-file"
          label="File"
          type="file"
          accept=".jsonl,application/jsonl"
          hint="A file that “Export everything” saved, on this or another server."
          onChange={(event) => setFile(event.target.files?.[0] ?? null)}
        />
        <label className="flex items-start gap-2 pointer-coarse:min-h-10 pointer-coarse:items-center">
          <input
            type="checkbox"
            className="mt-1 size-4 accent-(--solid) pointer-coarse:mt-0"
            checked={acceptsUnverified}
            onChange={(event) => setAcceptsUnverified(event.target.checked)}
          />
          Import the file even if a log in it does not verify
        </label>
        {share !== null && <ProgressBar label="Sent" value={Math.round(share * 100)} max={100} />}
        <Button className="w-fit" disabled={!file} isBusy={share !== null} onClick={importFile}>
          {share === null && <Upload aria-hidden />}
          Import
        </Button>
      </div>
      <p className="max-w-prose text-muted">
        Everything in the file is added to your data under new ids, and your existing data does not change.
        Log rows keep their texts, actors and times. Each log ends with a row that names who imported it.
      </p>
    </div>
  );
}
