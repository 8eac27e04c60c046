import { SquareTerminal } from 'lucide-react';
import { clientName } from '@/lib/format/client-name';

/** Names the coding agent whose run a plan shows. */
export function ClientMark({ client, isImported }: { client: string; isImported: boolean }) {
  const name = clientName(client);
  return (
    <span
      title={isImported ? `Imported from files of ${name}` : `A run of ${name}`}
      className="inline-flex items-center gap-1.5"
    >
      <SquareTerminal aria-hidden strokeWidth={2.25} className="size-3.5" />
      <span className="break-text">{name}</span>
    </span>
  );
}
