import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LiveListener, openLiveFeed } from './live-feed';

/** An EventSource whose events the test sends. */
class Stream {
  static opened: Stream[] = [];
  onmessage: (event: { data: string }) => void = () => {};
  private ready: (event: { data: string }) => void = () => {};
  readonly address: string;
  constructor(address: string) {
    this.address = address;
    Stream.opened.push(this);
  }
  addEventListener(_name: 'ready', listener: (event: { data: string }) => void) {
    this.ready = listener;
  }
  close() {}
  begin(seq: number, newest_at: string | null) {
    this.ready({ data: JSON.stringify({ seq, newest_at }) });
  }
  send(seq: number, created_at: string) {
    this.onmessage({ data: JSON.stringify({ seq, created_at }) });
  }
}

const closes: (() => void)[] = [];
beforeEach(() => {
  Stream.opened = [];
  vi.stubGlobal('EventSource', Stream);
});
afterEach(() => {
  for (const close of closes.splice(0)) close();
  vi.unstubAllGlobals();
});

/** Opens a tab and records what it receives. */
function openTab() {
  const begun: (string | null)[] = [];
  const seqs: number[] = [];
  const statuses: string[] = [];
  const listener: LiveListener = {
    onBegin: (newestAt) => begun.push(newestAt),
    onRows: (rows) => seqs.push(...rows.map(({ seq }) => seq)),
    onStatus: (status) => statuses.push(status),
  };
  const close = openLiveFeed(listener);
  closes.push(close);
  return { begun, seqs, statuses, close };
}

/** Opens the tab that leads. */
async function openLeader() {
  const tab = openTab();
  await expect.poll(() => Stream.opened.length).toBe(1);
  return { tab, stream: Stream.opened[0] as Stream }; // it was just opened
}

const at = (second: number) => `2026-11-01T00:00:0${second}Z`;

test('a joining tab gets the status and the time of the newest row, and no other tab restarts', async () => {
  const { tab: leader, stream } = await openLeader();
  stream.begin(5, at(5));
  const second = openTab();
  await expect.poll(() => second.begun).toEqual([at(5)]);
  stream.send(6, at(6));
  await expect.poll(() => second.seqs).toEqual([6]);
  const third = openTab();
  await expect.poll(() => third.begun).toEqual([at(6)]);
  expect(third.statuses).toEqual(['live']);
  stream.send(7, at(7));
  await expect.poll(() => third.seqs).toEqual([7]);
  expect(second.begun).toEqual([at(5)]);
  expect(leader.begun).toEqual([at(5)]);
});

test('a new leader resumes the feed and keeps the time of the newest row', async () => {
  const { tab: leader, stream } = await openLeader();
  stream.begin(5, at(5));
  const second = openTab();
  await expect.poll(() => second.begun).toEqual([at(5)]);
  leader.close();
  await expect.poll(() => Stream.opened.length).toBe(2);
  const resumed = Stream.opened[1] as Stream; // it was just opened
  expect(resumed.address).toBe('/api/v1/events?after=5');
  resumed.begin(5, null);
  const third = openTab();
  await expect.poll(() => third.begun).toEqual([at(5)]);
  expect(second.begun).toEqual([at(5), null]);
});
