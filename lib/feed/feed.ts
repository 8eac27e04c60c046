/**
 * The live feed of this process: one look at the log for all who follow it, then each one's rows under its own row level
 * security. Followers that stand at the same place with the same identity share one read, so idle ones cost nothing.
 */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, Log } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { type Bell, createBell } from './bell';
import { createSettledSeq, type FeedPosition } from './settled-seq';

/** A log row as the feed carries it: without its states and metadata. */
export type FeedRow = Pick<
  Log,
  | 'seq'
  | 'id'
  | 'plan_id'
  | 'task_id'
  | 'step_number'
  | 'action_type'
  | 'entity_id'
  | 'description'
  | 'agent_confidence'
  | 'error_message'
  | 'actor_type'
  | 'actor'
  | 'created_at'
>;

export interface FollowOptions {
  /** Same for those who may share a read: what proves the caller's identity. */
  identity: string;
  /** A client of the caller's; throws once the caller may read no more. */
  client: () => Promise<AgentExecutionClient>;
  planId?: string;
  /** The seq after which to begin; the newest one where absent. */
  after?: number;
  /** Takes rows in order; the next ones come when it has resolved. */
  onRows: (rows: FeedRow[]) => Promise<void> | void;
  /** Called with the seq from which on rows will come. */
  onReady: (seq: number) => void | Promise<void>;
  onError: (error: unknown) => void;
}

interface Follower extends FollowOptions {
  cursor: number | undefined;
  isReading: boolean;
}

const BATCH = 500;
/** A busy log rings at most once in 25 ms: a second look after a ring finds what was written meanwhile. */
const SECOND_LOOK = 30;
const WRITERS_LOOK = 10;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function createFeed(databaseUrl: string | undefined) {
  const followers = new Set<Follower>();
  const settled = createSettledSeq();
  const reads = new Map<string, Promise<FeedRow[]>>();
  let bell: Bell | undefined;
  /** The newest seq drawn, and the one up to which the log is settled. */
  let drawn = 0;
  let upTo: number | null = null;
  let lookUntil = 0;
  let isLooking = false;

  async function readPosition(): Promise<FeedPosition | null> {
    for (const follower of followers) {
      try {
        // Whose client is used does not matter: the position is the same for all.
        const answer = await (await follower.client()).rpc('agent_feed_position');
        return unwrap(answer) as unknown as FeedPosition; // the function builds exactly this
      } catch (error) {
        leave(follower, error);
      }
    }
    return null;
  }

  async function look(): Promise<void> {
    if (isLooking) return;
    isLooking = true;
    try {
      for (let isLast = false; !isLast && followers.size > 0; ) {
        isLast = performance.now() >= lookUntil;
        const position = await readPosition();
        if (position) serveAll(position);
        if (settled.isWaiting) isLast = false;
        if (!isLast) await pause(settled.isWaiting ? WRITERS_LOOK : SECOND_LOOK);
      }
    } finally {
      isLooking = false;
    }
  }

  function serveAll(position: FeedPosition): void {
    drawn = position.seq;
    upTo = settled.observe(position);
    reads.clear();
    for (const follower of followers) void serve(follower);
  }

  /** Notified readers look a second time; looking by the clock, once is enough. */
  function ring(isNotified = false): void {
    if (isNotified) lookUntil = performance.now() + SECOND_LOOK;
    void look();
  }

  function readShared(follower: Follower, after: number, limit: number): Promise<FeedRow[]> {
    const key = [follower.identity, follower.planId, after, limit].join('|');
    const read = reads.get(key) ?? readRows(follower, after, limit);
    reads.set(key, read);
    return read;
  }

  /** Gives a follower whatever there is for it, batch by batch, as fast as it takes it. */
  async function serve(follower: Follower): Promise<void> {
    if (follower.isReading || upTo === null) return;
    follower.isReading = true;
    try {
      // Without a place of its own, or with one that this database never came to, it begins at the newest.
      if (follower.cursor === undefined || follower.cursor > drawn) {
        follower.cursor = upTo;
        await follower.onReady(upTo);
      }
      for (let limit = upTo; followers.has(follower) && follower.cursor < limit; limit = upTo) {
        const rows = await readShared(follower, follower.cursor, limit);
        if (rows.length > 0 && followers.has(follower)) await follower.onRows(rows);
        follower.cursor = rows.length < BATCH ? limit : (rows.at(-1)?.seq ?? limit);
      }
    } catch (error) {
      leave(follower, error);
    } finally {
      follower.isReading = false;
    }
  }

  function leave(follower: Follower, error?: unknown): void {
    if (!followers.delete(follower)) return;
    if (error !== undefined) follower.onError(error);
    if (followers.size > 0) return;
    bell?.stop();
    bell = undefined;
  }

  return {
    /** Follows the log until the returned function is called or an error was told. */
    follow(options: FollowOptions): () => void {
      const follower: Follower = { ...options, cursor: options.after, isReading: false };
      followers.add(follower);
      if (options.after !== undefined) void options.onReady(options.after);
      bell ??= createBell(databaseUrl, ring);
      ring();
      return () => leave(follower);
    },
  };
}

async function readRows({ client, planId }: Follower, after: number, upTo: number): Promise<FeedRow[]> {
  const answer = await (await client()).rpc('agent_read_feed', {
    after_seq: after,
    up_to_seq: upTo,
    plan_id: planId,
    max_rows: BATCH,
  });
  return unwrap(answer) as unknown as FeedRow[]; // the function selects exactly these columns
}

export type Feed = ReturnType<typeof createFeed>;

declare global {
  // Next bundles this module several times; one look serves all followers of the process.
  var agentExecutionFeed: Feed | undefined;
}

export function feed(): Feed {
  globalThis.agentExecutionFeed ??= createFeed(env().databaseUrl);
  return globalThis.agentExecutionFeed;
}
