/**
 * Tracks the seq up to which the log is settled: every row up to it is visible or never will be. The feed delivers rows only up to this
 * seq, so that an event's id determines the rows before it.
 */

/** The result of agent_feed_position. */
export interface FeedPosition {
  /** The newest seq that is visible. */
  seq: number;
  /** Transactions that were writing to the log at that time. */
  writers: string[];
}

export interface SettledSeq {
  /**
   * Records a position and returns the settled seq; null until the transactions that were writing at the first request have ended.
   * Positions must be passed in the order of their requests.
   */
  observe(position: FeedPosition): number | null;
  /** Whether a transaction is writing, whose rows may never be announced. */
  readonly isWaiting: boolean;
}

/** Maximum positions that wait for their writers. Dropped positions only make the feed advance in larger steps. */
const MAX_WAITING = 200;

export function createSettledSeq(): SettledSeq {
  let settled: number | null = null;
  let waiting: FeedPosition[] = [];
  let isWriting = false;
  return {
    observe(position) {
      const writing = new Set(position.writers);
      isWriting = writing.size > 0;
      const isOver = ({ writers }: FeedPosition) => !writers.some((writer) => writing.has(writer));
      const newestSeq = waiting.at(-1)?.seq ?? settled ?? -1;
      if (position.seq > newestSeq) waiting.push(position);
      const newestOver = waiting.filter(isOver).at(-1);
      if (newestOver) {
        settled = newestOver.seq;
        waiting = waiting.filter((past) => past.seq > newestOver.seq);
      }
      waiting = waiting.slice(-MAX_WAITING);
      return settled;
    },
    get isWaiting() {
      return isWriting || waiting.length > 0;
    },
  };
}
