'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';

export interface CreatedKeyProps {
  agentKey: string;
  origin: string;
  onDone: () => void;
}

/** Shows a new key, once. */
export function CreatedKey({ agentKey, origin, onDone }: CreatedKeyProps) {
  const done = useRef<HTMLButtonElement>(null);
  // The form is gone, and the focus with it.
  useEffect(() => done.current?.focus(), []);
  const line = `curl -H 'Authorization: Bearer ${agentKey}' ${origin}/api/v1/plans`;
  return (
    <div className="grid gap-3">
      <p className="text-muted">
        The key is shown only now, because the server stores only its hash. Give it to your agent and to no
        one else.
      </p>
      <Copied label="Key" text={agentKey} />
      <Copied label="Try it" text={line} />
      <Button ref={done} variant="solid" className="justify-self-end" onClick={onDone}>
        Done
      </Button>
    </div>
  );
}

function Copied({ label, text }: { label: string; text: string }) {
  return (
    <div>
      <p className="mb-1 font-medium">{label}</p>
      <div className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5">
        <code className="min-w-0 flex-1 break-all py-1 font-mono text-meta">{text}</code>
        <CopyButton text={text} label={`Copy: ${label.toLowerCase()}`} />
      </div>
    </div>
  );
}
