'use client';

import { ListFilter, X } from 'lucide-react';
import type { KeyboardEventHandler, ReactNode } from 'react';
import { classNames } from '@/lib/class-names';
import { Button } from './button';
import { Popover } from './popover';
import { SearchInput, type SearchInputProps } from './search-input';

export interface FilterBarProps {
  /** The name of the landmark; needed on a page with several. */
  label?: string;
  search?: Pick<SearchInputProps, 'label' | 'value' | 'onChange'>;
  isBusy?: boolean;
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
  /** All filters, as rows. */
  panel: ReactNode;
  /** The number of filters in the panel that are set. */
  count: number;
  /** Removes the search and all filters; absent if none is set. */
  onClear?: (() => void) | undefined;
  clearLabel?: string;
  /** The filters that also stand in the bar, from 42 rem. */
  inline?: ReactNode;
  /** Whether a bar of 64 rem shows all filters, and so needs no panel. */
  isAllInline?: boolean;
  /** Other controls, at the end of the bar. */
  children?: ReactNode;
  className?: string;
}

/**
 * Shows the search and the filters of a list in one line at every width. "Filters" opens all of them: a panel, on a phone a
 * sheet at the lower edge.
 */
export function FilterBar({
  label,
  search,
  isBusy = false,
  onKeyDown,
  count,
  onClear,
  ...rest
}: FilterBarProps) {
  const { panel, clearLabel = 'Clear', inline, isAllInline = false, children, className } = rest;
  return (
    <search aria-label={label} onKeyDown={onKeyDown} className={classNames('@container block', className)}>
      <div className="flex items-center gap-2">
        {search && <SearchInput {...search} isBusy={isBusy} className="min-w-0 flex-1 @2xl:max-w-72" />}
        <Popover
          label="Filters"
          isSheet
          onClear={onClear}
          className={classNames(
            'pointer-coarse:min-w-10',
            search && '@max-xl:px-2.5',
            count === 0 && 'text-muted',
            isAllInline && '@5xl:hidden',
          )}
          panel={panel}
        >
          <ListFilter aria-hidden />
          <span className={search && '@max-xl:sr-only'}>Filters</span>
          {count > 0 && <span className="tabular-nums">{count}</span>}
        </Popover>
        {inline && <div className="hidden min-w-0 items-center gap-2 @2xl:flex">{inline}</div>}
        {onClear && (
          <Button
            variant="ghost"
            // Without a search that shrinks there is no room for it; the sheet has it, too.
            className={search ? '@max-xl:px-2 pointer-coarse:min-w-10' : '@max-xl:hidden'}
            onClick={onClear}
          >
            <X aria-hidden />
            <span className="@max-xl:sr-only">{clearLabel}</span>
          </Button>
        )}
        {children && <div className="ml-auto flex shrink-0 items-center gap-2">{children}</div>}
      </div>
    </search>
  );
}
