'use client';

import { X } from 'lucide-react';
import { Button } from '@/components/ui/button';
import { Modal } from '@/components/ui/modal';
import { ShortcutKeys } from './shortcut-keys';
import { type ShortcutGroup, shortcutGroups } from './shortcuts';

export function ShortcutList({ onClose }: { onClose: () => void }) {
  return (
    <Modal label="Keyboard shortcuts" onClose={onClose} className="m-auto max-w-2xl">
      <div className="grid max-h-[80dvh] grid-rows-[auto_minmax(0,1fr)]">
        <div className="flex items-center justify-between border-line border-b py-2 pr-2 pl-4">
          <h2 className="font-semibold text-heading">Keyboard shortcuts</h2>
          <Button variant="ghost" size="icon" aria-label="Close" onClick={onClose}>
            <X aria-hidden />
          </Button>
        </div>
        {/* It scrolls in a low window, so the keyboard must reach it. */}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls with the keyboard. */}
        <section aria-label="All shortcuts" tabIndex={0} className="overflow-y-auto p-4 -outline-offset-2">
          <div className="gap-8 sm:columns-2">
            {shortcutGroups.map((group) => (
              <Group key={group.title} group={group} />
            ))}
          </div>
        </section>
      </div>
    </Modal>
  );
}

function Group({ group: { title, shortcuts } }: { group: ShortcutGroup }) {
  return (
    <div className="mb-5 break-inside-avoid last:mb-0">
      <h3 className="mb-1 font-medium text-faint text-meta">{title}</h3>
      <dl>
        {shortcuts.map(({ keys, words }) => (
          <div key={words} className="flex min-h-7 items-center justify-between gap-4">
            <dt>{words}</dt>
            <dd>
              <ShortcutKeys keys={keys} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
