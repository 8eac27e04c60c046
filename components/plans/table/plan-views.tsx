'use client';

import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { Menu } from '@/components/ui/menu';
import { classNames } from '@/lib/class-names';
import type { SavedView } from '@/lib/dashboard/saved-views';
import type { SaveView } from './save-view-dialog';
import type { DeleteView } from './saved-views-dialog';

// Load when one of them is opened.
const SaveViewDialog = lazy(() =>
  import('./save-view-dialog').then((module) => ({ default: module.SaveViewDialog })),
);
const SavedViewsDialog = lazy(() =>
  import('./saved-views-dialog').then((module) => ({ default: module.SavedViewsDialog })),
);

export interface PlanViewsProps {
  views: SavedView[];
  onSave: SaveView;
  onDelete: DeleteView;
}

/** Saves the filters, order and columns in the URL under a name, and opens saved views. */
export function PlanViews({ views, onSave, onDelete }: PlanViewsProps) {
  const router = useRouter();
  const query = useSearchParams().toString();
  const [dialog, setDialog] = useState<'save' | 'delete' | null>(null);
  const current = views.find((view) => view.query === query);
  return (
    <>
      <Menu
        variant="ghost"
        className="max-w-48 @max-xl:max-w-24 @max-xl:px-2 pointer-coarse:min-w-10"
        entries={[
          ...views.map((view) => ({
            key: view.id,
            icon: Bookmark,
            label: view.name,
            onSelect: () => router.push(view.query ? `/plans?${view.query}` : '/plans'),
          })),
          { key: 'save', icon: BookmarkPlus, label: 'Save this view…', onSelect: () => setDialog('save') },
          ...(views.length > 0
            ? [
                {
                  key: 'delete',
                  icon: Trash2,
                  label: 'Delete views…',
                  onSelect: () => setDialog('delete'),
                },
              ]
            : []),
        ]}
      >
        <Bookmark aria-hidden className={current && 'fill-current'} />
        <span className={classNames('truncate', !current && '@max-xl:sr-only')}>
          {current?.name ?? 'Views'}
        </span>
      </Menu>
      <Suspense>
        {dialog === 'save' && (
          <SaveViewDialog
            query={query}
            name={current?.name}
            onSave={onSave}
            onClose={() => setDialog(null)}
          />
        )}
        {dialog === 'delete' && (
          <SavedViewsDialog views={views} onDelete={onDelete} onClose={() => setDialog(null)} />
        )}
      </Suspense>
    </>
  );
}
