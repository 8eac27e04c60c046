import { Notice } from '@/components/ui/notice';
import { RelativeTime } from '@/components/ui/relative-time';
import type { BackupStatus } from '@/lib/backup/backup-status';
import type { NightlyBackups } from '@/lib/backup/nightly-backups';
import { KEPT_BACKUPS, NIGHTLY_HOUR } from '@/lib/backup/nightly-time';
import { formatBytes, formatCount } from '@/lib/format/words';

/** Shows the last nightly backup of this server and the folder of backups. */
export function Backups({ folder, last }: NightlyBackups) {
  return (
    <div className="grid gap-3 p-4">
      {folder ? <LastBackup last={last} /> : <p>Nightly backups are turned off (AES_BACKUPS=off).</p>}
      {folder && (
        <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)] sm:gap-y-2">
          <dt className="text-muted">Folder</dt>
          <dd className="break-text max-sm:mb-2">
            <code className="font-mono text-meta">{folder}</code>
          </dd>
          <dt className="text-muted">Kept</dt>
          <dd>The newest {KEPT_BACKUPS}</dd>
        </dl>
      )}
      <p className="max-w-prose text-muted">
        A backup holds the data of all people on this server, without its secrets. To restore a backup, stop
        the server and run <code className="font-mono text-meta">npm run restore -- &lt;file&gt;</code> with
        an empty data folder.
      </p>
    </div>
  );
}

function LastBackup({ last }: { last: BackupStatus | null }) {
  if (!last)
    return (
      <p>
        No backup yet. The server makes the first one at {NIGHTLY_HOUR}:00, or at its next start after that
        time.
      </p>
    );
  if (last.error !== null)
    return (
      <Notice tone="error" title="The last backup failed.">
        <RelativeTime at={last.started_at} />: {last.error} The server retries every hour.
      </Notice>
    );
  return (
    <p>
      Last backup <RelativeTime at={last.finished_at} />: {formatCount(last.rows ?? 0, 'row')},{' '}
      {formatBytes(last.bytes ?? 0)} in <code className="break-text font-mono text-meta">{last.file}</code>
    </p>
  );
}
