'use client';

import type { ReactNode } from 'react';
import { CreateKey } from '@/components/agent-keys/create-key';
import type { KeyFormProps, MadeKey } from '@/components/agent-keys/key-form';
import { CopyButton } from '@/components/ui/copy-button';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { AgentKey } from '@/lib/dashboard/agent-keys';

export interface KeyChooserProps {
  keys: AgentKey[];
  chosen: AgentKey | undefined;
  /** The key, if this page knows it. */
  text: string | undefined;
  onChoose: (id: string | null) => void;
  onPaste: (text: string) => void;
  onCreate: KeyFormProps['onCreate'];
  onMade: (made: MadeKey) => void;
  /** Shows whether the key was used. */
  sign: ReactNode;
}

export function KeyChooser(props: KeyChooserProps) {
  const { keys, chosen, text, onChoose, onCreate, onMade, sign } = props;
  return (
    <section aria-label="Key" className="grid gap-3 rounded-md border border-line bg-surface p-3">
      <div className="flex items-end gap-2 [&>button]:h-9 pointer-coarse:[&>button]:h-10">
        {keys.length > 0 && (
          <div className="min-w-0 flex-1 sm:max-w-80">
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
          </div>
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
          The snippets below need a key. A new key is filled in for you. Paste an older key, because the
          server stores only its hash.
        </p>
      )}
      {text && <p className="sr-only">The snippets have the key filled in.</p>}
    </section>
  );
}

const KEY_SHAPE = /^aes_[0-9a-f]{64}$/;

/** Shows the key, or a field to paste it; the page never sends it. */
function KeyText({ chosen, text, onPaste }: KeyChooserProps & { chosen: AgentKey }) {
  if (text) {
    return (
      <div>
        <p className="mb-1 text-muted">
          The snippets below contain the key. Only this page keeps it: once you leave, it cannot be shown
          again.
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
      label="Paste the key"
      hint={`It begins with ${chosen.prefix}. It stays in this page, which inserts it into the snippets.`}
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
