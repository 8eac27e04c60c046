'use client';

import { Command } from 'cmdk';
import { LoaderCircle, Search } from 'lucide-react';
import { usePathname, useRouter } from 'next/navigation';
import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Modal } from '@/components/ui/modal';
import { QueryProvider } from '@/components/ui/query-provider';
import type { Theme } from '@/lib/themes';
import {
  matchGroups,
  type PaletteEntry,
  type PaletteGroup,
  rankGroups,
  withoutTargets,
} from './palette-entry';
import { foundGroups } from './palette-found';
import { actionGroup, commandGroup, pageGroup, recentGroup } from './palette-groups';
import { readVisits } from './recent-visits';
import { ShortcutKeys } from './shortcut-keys';
import { type PaletteSearch, usePaletteSearch } from './use-palette-search';

export interface CommandPaletteProps {
  userId: string;
  /** Returns what was typed while the palette loaded, once. */
  takeTyped: () => string;
  onClose: () => void;
  onChooseTheme: (theme: Theme) => Promise<void>;
  onShowShortcuts: () => void;
}

/** Keeps its own cache, so that recent searches show at once. */
export function CommandPalette(props: CommandPaletteProps) {
  return (
    <QueryProvider>
      <Palette {...props} />
    </QueryProvider>
  );
}

function Palette({ userId, takeTyped, onClose, onChooseTheme, onShowShortcuts }: CommandPaletteProps) {
  const router = useRouter();
  const [typed, setTyped] = useState('');
  useLayoutEffect(() => {
    const early = takeTyped();
    setTyped((text) => early + text);
  }, [takeTyped]);
  const search = usePaletteSearch(typed);
  const signOutForm = useRef<HTMLFormElement>(null);
  const chooseTheme = (theme: Theme) => {
    document.documentElement.dataset.theme = theme;
    void onChooseTheme(theme);
  };
  const signOut = () => signOutForm.current?.requestSubmit();
  const actions = actionGroup({ chooseTheme, signOut, showShortcuts: onShowShortcuts });
  const groups = useGroups(userId, typed, search, actions);
  const select = ({ target }: PaletteEntry) => {
    onClose();
    if (typeof target === 'string') router.push(target);
    else target();
  };
  return (
    <Modal label="Search and commands" onClose={onClose} className="mx-auto mt-[12dvh] mb-auto max-w-xl">
      {/* The server matches its results; the other entries are matched here. */}
      <Command label="Search" shouldFilter={false} loop vimBindings={false}>
        <PaletteInput value={typed} isBusy={search.isStale} onChange={setTyped} />
        <Command.List
          label="Results"
          className="max-h-[min(26rem,60dvh)] scroll-py-1 overflow-y-auto overscroll-contain p-1"
        >
          {groups.map((group) => (
            <Command.Group
              key={group.title}
              heading={group.title}
              className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-meta"
            >
              {group.entries.map((entry) => (
                <Item key={entry.id} entry={entry} onSelect={select} />
              ))}
            </Command.Group>
          ))}
        </Command.List>
        <PaletteStatus search={search} count={groups.reduce((sum, { entries }) => sum + entries.length, 0)} />
      </Command>
      {/* A plain form reloads the page, so that no data of the person stays in memory. */}
      <form ref={signOutForm} action="/sign-out" method="post" hidden />
    </Modal>
  );
}

/**
 * Returns all entries without a query: the commands of the page, recent visits, pages, actions. With a query, the best
 * matches come first, then what the server finds, so that the first entries stay while it searches.
 */
function useGroups(userId: string, typed: string, search: PaletteSearch, actions: PaletteGroup) {
  const pathname = usePathname();
  const visits = useMemo(
    () => readVisits(userId).filter(({ href }) => href !== pathname),
    [userId, pathname],
  );
  // Recent visits come first: two keys lead back to the last one.
  const all = [recentGroup(visits), commandGroup(), pageGroup, actions];
  const { near, far } = rankGroups(matchGroups(all, typed), typed);
  const found = search.found ? withoutTargets(foundGroups(search.found), [...near, ...far]) : [];
  // Older results are shown only if they match the new query, so that Enter opens the right entry.
  const fresh = search.isStale
    ? matchGroups(found, typed)
    : found.filter(({ entries }) => entries.length > 0);
  return [...near, ...fresh, ...far];
}

interface PaletteInputProps {
  value: string;
  isBusy: boolean;
  onChange: (value: string) => void;
}

function PaletteInput({ value, isBusy, onChange }: PaletteInputProps) {
  const Icon = isBusy ? LoaderCircle : Search;
  return (
    <div className="flex items-center gap-2.5 border-line border-b px-3">
      <Icon aria-hidden className={`size-4 shrink-0 text-faint ${isBusy ? 'animate-spin' : ''}`} />
      <Command.Input
        value={value}
        onValueChange={onChange}
        data-autofocus
        maxLength={200}
        placeholder="Search plans, tasks, logs and context, or run a command"
        className="h-11 min-w-0 flex-1 bg-transparent text-touch outline-none placeholder:text-faint sm:text-heading"
      />
    </div>
  );
}

function Item({ entry, onSelect }: { entry: PaletteEntry; onSelect: (entry: PaletteEntry) => void }) {
  const { id, label, detail, icon: Icon, iconColor = 'text-muted', keys } = entry;
  return (
    <Command.Item
      value={id}
      onSelect={() => onSelect(entry)}
      className="flex min-h-9 cursor-default select-none items-center gap-2.5 rounded-sm px-2 data-[selected=true]:bg-hover pointer-coarse:min-h-11"
    >
      <Icon aria-hidden className={`size-4 shrink-0 ${iconColor}`} />
      <span dir="auto" className="min-w-0 shrink truncate">
        {label}
      </span>
      {detail && (
        <span dir="auto" className="min-w-12 flex-1 shrink-[3] truncate text-faint text-meta">
          {detail}
        </span>
      )}
      {keys && (
        <span className="ml-auto">
          <ShortcutKeys keys={keys} />
        </span>
      )}
    </Command.Item>
  );
}

function PaletteStatus({ search, count }: { search: PaletteSearch; count: number }) {
  const results = count === 1 ? '1 result' : `${count} results`;
  if (search.hasFailed) {
    return (
      <p role="alert" className="border-line border-t px-3 py-2 text-failed">
        The search failed. Type again in a moment.
      </p>
    );
  }
  const isEmpty = count === 0 && !search.isStale;
  return (
    <p role="status" className={isEmpty ? 'px-3 py-6 text-center text-muted' : 'sr-only'}>
      {isEmpty ? 'No results match all of these words.' : search.isStale ? 'Searching' : results}
    </p>
  );
}
