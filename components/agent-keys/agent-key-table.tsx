'use client';

import { KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useNow } from '@/components/ui/clock';
import { EmptyRow } from '@/components/ui/empty-row';
import { Link } from '@/components/ui/link';
import { RelativeTime } from '@/components/ui/relative-time';
import { classNames } from '@/lib/class-names';
import type { AgentKey } from '@/lib/dashboard/agent-keys';
import { restrictionWords } from './key-restriction';
import { keyStateOf } from './key-state';
import { RevokeKeyButton, type RevokeKeyButtonProps } from './revoke-key-button';

const heads = ['Name', 'Key', 'Scopes', 'Access', 'Created', 'Expires', 'Last used', ''];

export interface AgentKeyTableProps {
  keys: AgentKey[];
  onRevoke: RevokeKeyButtonProps['onRevoke'];
}

/** Shows agent keys as a table, and on a phone as cards with the same cells. */
export function AgentKeyTable({ keys, onRevoke }: AgentKeyTableProps) {
  if (keys.length === 0) {
    return (
      <EmptyRow icon={KeyRound} title="No agent keys yet">
        <p>Create a key and give it to your agent.</p>
      </EmptyRow>
    );
  }
  return (
    <table className="w-full max-md:block">
      <thead className="max-md:sr-only">
        <tr className="border-line border-b">
          {heads.map((head) => (
            <th key={head} scope="col" className="h-8 px-3 text-left font-medium text-faint text-meta">
              {head || <span className="sr-only">Revoke</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {keys.map((key) => (
          <KeyRow key={key.id} agentKey={key} onRevoke={onRevoke} />
        ))}
      </tbody>
    </table>
  );
}

function KeyRow({
  agentKey: key,
  onRevoke,
}: {
  agentKey: AgentKey;
  onRevoke: RevokeKeyButtonProps['onRevoke'];
}) {
  const state = keyStateOf(key, useNow());
  return (
    <tr
      className={classNames(
        'border-line border-b last:border-b-0 max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-1 max-md:px-3 max-md:py-3 md:h-9',
        state !== 'active' && 'text-muted',
      )}
    >
      <td className="min-w-32 py-1 max-md:col-span-2 md:px-3">
        <span className="break-text font-medium">{key.name}</span>
        {state === 'expired' && <span className="ml-2 text-meta">Expired</span>}
      </td>
      <td className="font-mono text-meta max-md:col-span-2 md:px-3">{key.prefix}…</td>
      <Cell label="May">{key.scopes.join(', ')}</Cell>
      <Cell label="For">
        <Restriction agentKey={key} />
      </Cell>
      <Cell label="Created">
        <RelativeTime at={key.created_at} />
      </Cell>
      <Cell label="Expires">{key.expires_at ? <RelativeTime at={key.expires_at} /> : 'Never'}</Cell>
      <Cell label="Last used">{key.last_used_at ? <RelativeTime at={key.last_used_at} /> : 'Never'}</Cell>
      <td className="text-right max-md:col-span-2 max-md:text-left md:px-2">
        {key.revoked_at ? (
          <span className="text-meta md:pr-2">
            Revoked <RelativeTime at={key.revoked_at} />
          </span>
        ) : (
          <RevokeKeyButton id={key.id} name={key.name} onRevoke={onRevoke} />
        )}
      </td>
    </tr>
  );
}

function Restriction({ agentKey }: { agentKey: AgentKey }) {
  const restriction = restrictionWords(agentKey);
  if (!restriction) return 'Everything';
  return (
    <Link href={restriction.href} title={restriction.title} className="block max-w-56 truncate underline">
      {restriction.title} <span className="text-meta">({restriction.kind})</span>
    </Link>
  );
}

/** A table cell; on a phone it shows its label, because there is no table head. */
function Cell({ label, children }: { label: string; children: ReactNode }) {
  return (
    <td className="whitespace-nowrap tabular-nums md:px-3">
      <span aria-hidden className="block text-faint text-meta md:hidden">
        {label}
      </span>
      {children}
    </td>
  );
}
