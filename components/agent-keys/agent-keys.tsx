import { buttonClasses } from '@/components/ui/button';
import { Link } from '@/components/ui/link';
import { Notice } from '@/components/ui/notice';
import { AgentKeyTable, type AgentKeyTableProps } from './agent-key-table';
import { CreateKey, type CreateKeyProps } from './create-key';

export interface AgentKeysProps extends AgentKeyTableProps, CreateKeyProps {
  /** True if the server has no JWT secret, so keys cannot be used. */
  isOff: boolean;
}

export function AgentKeys({ isOff, keys, onRevoke, origin, onCreate }: AgentKeysProps) {
  return (
    <div className="grid gap-3">
      {isOff && (
        <Notice tone="info" title="Agent keys are turned off on this server.">
          Set SUPABASE_JWT_SECRET on the server to turn them on.
        </Notice>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <CreateKey origin={origin} onCreate={onCreate} />
        <Link href="/connect" className={buttonClasses({ variant: 'ghost' })}>
          Connect an agent
        </Link>
      </div>
      <div className="overflow-clip rounded-md border border-line bg-surface">
        <AgentKeyTable keys={keys} onRevoke={onRevoke} />
      </div>
    </div>
  );
}
