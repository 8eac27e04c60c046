'use client';

import { Columns3 } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { Menu } from '@/components/ui/menu';
import { classNames } from '@/lib/class-names';
import { columnLooks, type PlanColumn, planColumns } from './plan-columns';
import { planLookParams } from './plan-search-params';

/** Chooses the columns and the height of the rows; the URL stores both, so that a link shows the same table. */
export function PlanLookMenu() {
  const [{ columns, density }, setLook] = useQueryStates(planLookParams);
  const isCompact = density === 'compact';
  return (
    <Menu
      variant="ghost"
      className="max-md:hidden"
      entries={[
        ...planColumns.map((column) => ({
          key: column,
          label: <ColumnLabel column={column} />,
          isChecked: columns.includes(column),
          onSelect: () =>
            setLook({
              columns: planColumns.filter((other) => columns.includes(other) !== (other === column)),
            }),
        })),
        {
          key: 'density',
          label: 'Compact rows',
          isChecked: isCompact,
          onSelect: () => setLook({ density: isCompact ? null : 'compact' }),
        },
      ]}
    >
      <Columns3 aria-hidden />
      Columns
    </Menu>
  );
}

/** Explains why a chosen column is not visible. */
function ColumnLabel({ column }: { column: PlanColumn }) {
  const { head, wide } = columnLooks[column];
  return (
    <>
      {head}
      {wide && <span className={classNames('ml-2 text-faint text-meta', wide.note)}>on wider screens</span>}
    </>
  );
}
