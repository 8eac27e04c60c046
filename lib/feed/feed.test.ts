import { expect, test } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { FeedPosition } from '@/lib/bell/settled-seq';
import { createFeed, type FeedRow } from './feed';

/** A log with the rows 1 to `newest`. The test decides when it returns its position. */
function createLog(newest: number) {
  const asked: ((position: FeedPosition) => void)[] = [];
  const log = {
    newest,
    /** Resolves once the feed has requested the position `times` times. */
    untilAsked: (times: number) => expect.poll(() => asked.length).toBe(times),
    answer: (call: number) => {
      const { newest: seq } = log;
      asked[call - 1]?.({ seq, writers: [] });
    },
  };
  const rpc = (name: string, { after_seq = 0, up_to_seq = 0 } = {}) =>
    name === 'agent_feed_position'
      ? new Promise((resolve) => asked.push((data) => resolve({ data, error: null })))
      : Promise.resolve({
          data: Array.from({ length: up_to_seq - after_seq }, (_, i) => ({ seq: after_seq + i + 1 })),
          error: null,
        });
  // The feed calls only rpc.
  const client = { rpc } as unknown as AgentExecutionClient;
  return { log, client: async () => client };
}

function openFeed() {
  let ring = (_isNotified: boolean) => {};
  const feed = createFeed((take) => {
    ring = take;
    return { stop: () => {} };
  });
  return { feed, ring: () => ring(true) };
}

function follow(
  feed: ReturnType<typeof createFeed>,
  client: () => Promise<AgentExecutionClient>,
  after?: number,
) {
  const seqs: number[] = [];
  const began: number[] = [];
  const onRows = (rows: FeedRow[]) => {
    seqs.push(...rows.map(({ seq }) => seq));
  };
  const onReady = (seq: number) => {
    began.push(seq);
  };
  const onError = () => {};
  const leave = feed.follow({ identity: 'one', client, after, onRows, onReady, onError });
  return { seqs, began, leave };
}

test('sends no row twice to a follower that is ahead of the position being read', async () => {
  const { log, client } = createLog(90);
  const { feed } = openFeed();
  const first = follow(feed, client);
  await log.untilAsked(1);
  // Another server process already sent it row 95.
  const second = follow(feed, client, 95);
  log.answer(1);
  await log.untilAsked(2);
  log.newest = 97;
  log.answer(2);
  await expect.poll(() => second.seqs).toEqual([96, 97]);
  expect(second.began).toEqual([95]);
  expect(first.began).toEqual([90]);
  first.leave();
  second.leave();
});

test('reads again after a notification during a read', async () => {
  const { log, client } = createLog(1);
  const { feed, ring } = openFeed();
  const { seqs, leave } = follow(feed, client, 1);
  await log.untilAsked(1);
  ring();
  log.answer(1);
  await log.untilAsked(2);
  log.newest = 2;
  log.answer(2);
  await expect.poll(() => seqs).toEqual([2]);
  leave();
});
