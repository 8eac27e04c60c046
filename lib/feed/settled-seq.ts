/**
 * Up to which seq the log is settled: every row up to there has become visible or never will. What the feed delivers ends
 * there, so that an event's id says exactly which rows came before it.
 */

/** What agent_feed_position answers. */
export interface FeedPosition {
  /** The newest seq drawn. */
  seq: number;
  /** Transactions that were writing to the log at that moment. */
  writers: string[];
}

export interface SettledSeq {
  /**
   * Takes in a position, in the order in which they were asked for, and returns the settled seq; null until those have ended
   * who wrote when the first one was asked for.
   */
  observe(position: FeedPosition): number | null;
  /** Whether rows may be on their way that nothing will announce. */
  readonly isWaiting: boolean;
}

/** Positions kept while they wait for their writers; what is dropped only makes the feed take a larger stride. */
const MAX_WAITING = 200;

export function createSettledSeq(): SettledSeq {
  let settled: number | null = null;
  let waiting: FeedPosition[] = [];
  return {
    observe(position) {
      const writing = new Set(position.writers);
      const isOver = ({ writers }: FeedPosition) => !writers.some((writer) => writing.has(writer));
      const newestSeq = waiting.at(-1)?.seq ?? settled ?? -1;
      if (position.seq > newestSeq) waiting.push(position);
      const over = waiting.filter(isOver).at(-1);
      if (over) {
        settled = over.seq;
        waiting = waiting.filter((past) => past.seq > over.seq);
      }
      waiting = waiting.slice(-MAX_WAITING);
      return settled;
    },
    get isWaiting() {
      return waiting.length > 0;
    },
  };
}
