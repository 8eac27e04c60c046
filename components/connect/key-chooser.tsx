'use client';

import type { ReactNode } from 'react';
import { CreateKey } from '@/components/agent-keys/create-key';
import type { KeyFormProps, MadeKey } from '@/components/agent-keys/key-form';
import { CopyButton } from '@/components/ui/copy-button';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { AgentKey } from '@/lib/agent-execution/agent-keys';

export interface KeyChooserProps {
  keys: AgentKey[];
  chosen: AgentKey | undefined;
  /** The key itself, where it is known. */
  text: string | undefined;
  onChoose: (id: string | null) => void;
  onPaste: (text: string) => void;
  onCreate: KeyFormProps['onCreate'];
  onMade: (made: MadeKey) => void;
  /** Whether it has called. */
  sign: ReactNode;
}

export function KeyChooser(props: KeyChooserProps) {
  const { keys, chosen, text, onChoose, onCreate, onMade, sign } = props;
  return (
    <section aria-label="Key" className="grid gap-3 rounded-md border border-line bg-surface p-3">
      <div className="flex flex-wrap items-end gap-2">
        {keys.length > 0 && (
          <SelectField
            id="connect-key"
            label="Agent key"
            value={chosen?.id ?? ''}
            onChange={(event) => onChoose(event.target.value || null)}
            options={[
              { value: '', label: 'Choose a key…' },
              ...keys.map(({ id, name, prefix }) => ({ value: id, label: `${name} · ${prefix}…` })),
            ]}
          />
        )}
        <CreateKey onCreate={onCreate} onMade={onMade} />
      </div>
      {chosen ? (
        <>
          <KeyText {...props} chosen={chosen} />
          {sign}
        </>
      ) : (
        <p className="text-muted">
          The snippets below want a key. A fresh one is filled in; of an older one only its hash is kept, so
          paste it.
        </p>
      )}
      {text && <p className="sr-only">The snippets have the key filled in.</p>}
    </section>
  );
}

const KEY_SHAPE = /^aes_[0-9a-f]{64}$/;

/** The key where it is known; else the place to paste it, which sends it nowhere. */
function KeyText({ chosen, text, onPaste }: KeyChooserProps & { chosen: AgentKey }) {
  if (text) {
    return (
      <div>
        <p className="mb-1 text-muted">
          It is filled in below and kept by this page alone: once you leave, it cannot be shown again.
        </p>
        <div className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-2.5">
          <code className="min-w-0 flex-1 break-all py-1 font-mono text-meta">{text}</code>
          <CopyButton text={text} label="Copy: key" />
        </div>
      </div>
    );
  }
  return (
    <Field
      key={chosen.id}
      id="connect-paste"
      label="The key itself"
      hint={`Begins with ${chosen.prefix}. It stays in this page and fills in the snippets.`}
      autoComplete="off"
      spellCheck={false}
      placeholder={`${chosen.prefix}…`}
      onChange={(event) => {
        const pasted = event.target.value.trim();
        if (KEY_SHAPE.test(pasted) && pasted.startsWith(chosen.prefix)) onPaste(pasted);
      }}
    />
  );
}
