/**
 * The live feed of this process. It reads the log's position once for all followers, then each follower's rows under its own row level
 * security. Followers with the same position and identity share one read, so idle followers cost nothing.
 */
import type { AgentExecutionClient, Log } from '@/lib/agent-execution/agent-execution.types';
import { createCall } from '@/lib/agent-execution/call';
import { type Bell, createBell } from '@/lib/bell/bell';
import { createSettledSeq, type FeedPosition } from '@/lib/bell/settled-seq';
import { env } from '@/lib/env';

/** A log row in the feed, without states and metadata. */
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
  /** Proof of the caller's identity. Followers with the same value may share a read. */
  identity: string;
  /** Returns a client of the caller; throws once the caller may no longer read. */
  client: () => Promise<AgentExecutionClient>;
  planId?: string;
  /** The seq after which to start; the newest by default. */
  after?: number;
  /** Receives rows in order. The next rows follow once it resolves. */
  onRows: (rows: FeedRow[]) => Promise<void> | void;
  /** Receives the seq after which rows follow. */
  onReady: (seq: number) => void | Promise<void>;
  onError: (error: unknown) => void;
}

interface Follower extends FollowOptions {
  cursor: number | undefined;
  isReading: boolean;
}

/** Starts the bell of a feed, which calls `ring` when there may be new rows. */
type StartBell = (ring: (isNotified: boolean) => void) => Bell;

export interface FeedResults {
  agent_feed_position: FeedPosition;
  agent_read_feed: FeedRow[];
}

const call = createCall<FeedResults>();

const BATCH_SIZE = 500;
/** A busy log rings at most once in 25 ms, so a second read after a ring finds the rows written in the meantime. */
const SECOND_READ_MS = 30;
const WRITERS_READ_MS = 10;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function createFeed(startBell: StartBell) {
  const followers = new Set<Follower>();
  const settled = createSettledSeq();
  const reads = new Map<string, Promise<FeedRow[]>>();
  let bell: Bell | undefined;
  /** The newest seq, and the seq up to which the log is settled. */
  let newest = 0;
  let upTo: number | null = null;
  let readUntil = 0;
  let isLoopRunning = false;
  /** Whether the bell rang after the latest read began, which may have missed rows. */
  let isReadPending = false;

  async function readPosition(): Promise<FeedPosition | null> {
    for (const follower of followers) {
      try {
        // Any client will do: the position is the same for all callers.
        return await call(await follower.client(), 'agent_feed_position');
      } catch (error) {
        removeFollower(follower, error);
      }
    }
    return null;
  }

  async function runReads(): Promise<void> {
    isReadPending = true;
    if (isLoopRunning) return;
    isLoopRunning = true;
    try {
      while (followers.size > 0) {
        isReadPending = false;
        const isLast = performance.now() >= readUntil;
        // A follower that joins in the meantime waits for the next read: it may know rows that are newer than this position.
        const current = [...followers];
        const position = await readPosition();
        if (position) serveAll(position, current);
        if (isLast && !settled.isWaiting && !isReadPending) break;
        await sleep(settled.isWaiting ? WRITERS_READ_MS : SECOND_READ_MS);
      }
    } finally {
      isLoopRunning = false;
    }
  }

  function serveAll(position: FeedPosition, current: Follower[]): void {
    newest = position.seq;
    upTo = settled.observe(position);
    reads.clear();
    for (const follower of current) void serve(follower);
  }

  /** After a notification the feed reads twice; after a timer once is enough. */
  function ring(isNotified = false): void {
    if (isNotified) readUntil = performance.now() + SECOND_READ_MS;
    void runReads();
  }

  function readShared(follower: Follower, after: number, limit: number): Promise<FeedRow[]> {
    const key = [follower.identity, follower.planId, after, limit].join('|');
    const read = reads.get(key) ?? readRows(follower, after, limit);
    reads.set(key, read);
    return read;
  }

  /** Sends a follower its rows in batches, as fast as it accepts them. */
  async function serve(follower: Follower): Promise<void> {
    if (follower.isReading || upTo === null) return;
    follower.isReading = true;
    try {
      // A follower without a position, or with one that this database never reached, starts at the newest row.
      if (follower.cursor === undefined || follower.cursor > newest) {
        follower.cursor = upTo;
        await follower.onReady(upTo);
      }
      for (let limit = upTo; followers.has(follower) && follower.cursor < limit; limit = upTo) {
        const rows = await readShared(follower, follower.cursor, limit);
        if (rows.length > 0 && followers.has(follower)) await follower.onRows(rows);
        follower.cursor = rows.length < BATCH_SIZE ? limit : (rows.at(-1)?.seq ?? limit);
      }
    } catch (error) {
      removeFollower(follower, error);
    } finally {
      follower.isReading = false;
    }
  }

  function removeFollower(follower: Follower, error?: unknown): void {
    if (!followers.delete(follower)) return;
    if (error !== undefined) follower.onError(error);
    if (followers.size > 0) return;
    bell?.stop();
    bell = undefined;
  }

  return {
    /** Follows the log until the returned function or onError is called. */
    follow(options: FollowOptions): () => void {
      const follower: Follower = { ...options, cursor: options.after, isReading: false };
      followers.add(follower);
      if (options.after !== undefined) void options.onReady(options.after);
      bell ??= startBell(ring);
      ring();
      return () => removeFollower(follower);
    },
  };
}

async function readRows({ client, planId }: Follower, after: number, upTo: number): Promise<FeedRow[]> {
  return call(await client(), 'agent_read_feed', {
    after_seq: after,
    up_to_seq: upTo,
    plan_id: planId,
    max_rows: BATCH_SIZE,
  });
}

export type Feed = ReturnType<typeof createFeed>;

declare global {
  // Next bundles this module several times. All copies share one feed.
  var agentExecutionFeed: Feed | undefined;
}

export function feed(): Feed {
  globalThis.agentExecutionFeed ??= createFeed((ring) => createBell(env().databaseUrl, ring));
  return globalThis.agentExecutionFeed;
}
