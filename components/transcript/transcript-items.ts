/** Groups the rows of a transcript for the list: runs of small changes of the plan become one line. */
import type { TranscriptRow } from '@/lib/dashboard/transcript';
import type { StepNames } from './move-sentence';
import { type EntryRow, type TranscriptEntry, toEntry } from './transcript-entry';

export interface EntryItem<Row extends EntryRow = TranscriptRow> {
  kind: 'entry';
  seq: number;
  row: Row;
  entry: TranscriptEntry;
}

export interface EventsItem<Row extends EntryRow = TranscriptRow> {
  kind: 'events';
  /** The seq of the first row, so that the group keeps its identity while it grows. */
  seq: number;
  /** What most readers want to know of them. */
  title: string;
  items: EntryItem<Row>[];
}

export type TranscriptItem<Row extends EntryRow = TranscriptRow> = EntryItem<Row> | EventsItem<Row>;

/** A smaller run stays as it is. */
const MIN_GROUP = 3;

/** The items of rows that are known, because each page that arrives would read all rows again. */
const known = new WeakMap<EntryRow, { steps: StepNames; item: EntryItem<EntryRow> }>();

function itemOf<Row extends EntryRow>(row: Row, steps: StepNames): EntryItem<Row> {
  const found = known.get(row);
  if (found?.steps === steps) return found.item as EntryItem<Row>; // the row is its key
  const item: EntryItem<Row> = { kind: 'entry', seq: row.seq, row, entry: toEntry(row, steps) };
  known.set(row, { steps, item });
  return item;
}

/** Returns the items of the rows; of a search, each row on its own. A captured run begins with its prompt. */
export function toItems<Row extends EntryRow>(
  rows: Row[],
  steps: StepNames,
  isSearch: boolean,
): TranscriptItem<Row>[] {
  const items: TranscriptItem<Row>[] = [];
  let run: EntryItem<Row>[] = [];
  const endRun = () => {
    if (run.length >= MIN_GROUP && !isSearch) items.push(groupOf(run));
    else items.push(...run);
    run = [];
  };
  for (const row of rows) {
    const item = itemOf(row, steps);
    if (item.entry.kind === 'event' && row.error_message === null) run.push(item);
    else {
      if (items.length === 0 && !isSearch && isBeginning(run, row)) run = [];
      endRun();
      items.push(item);
    }
  }
  endRun();
  return items;
}

/** Returns whether rows only say that a plan was made for the prompt after them, which the log has. */
function isBeginning(run: EntryItem<EntryRow>[], next: EntryRow): boolean {
  return run[0]?.row.action_type === 'create_plan' && next.action_type === 'prompt';
}

/** Returns the rows as one item. Its title is that of a started step, which says more than the changes around it. */
function groupOf<Row extends EntryRow>(items: EntryItem<Row>[]): EventsItem<Row> {
  const started = items.findLast(({ row }) => row.action_type === 'start_step') ?? items[0];
  const title = started?.entry.kind === 'event' ? started.entry.title : '';
  return { kind: 'events', seq: items[0]?.seq ?? 0, title, items };
}
