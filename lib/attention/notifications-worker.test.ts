/** The service worker of notifications, run with the parts of a browser that it uses. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { expect, test, vi } from 'vitest';

const ORIGIN = 'https://aes.example.com';
const source = readFileSync('public/notifications-worker.js', 'utf8');

interface Tab {
  url: string;
  focus: () => Promise<Tab>;
  navigate: (url: string) => Promise<Tab>;
}

/** Returns a function that dispatches an event to the worker and waits for its work, and what the worker did. */
function startWorker(urls: string[] = []) {
  const listeners = new Map<string, (event: object) => void>();
  const showNotification = vi.fn(async () => {});
  const openWindow = vi.fn(async () => {});
  const navigate = vi.fn();
  const focus = vi.fn();
  const tabs = urls.map((url) => {
    const tab: Tab = {
      url,
      focus: async () => {
        focus(url);
        return tab;
      },
      navigate: async (to) => {
        navigate(to);
        return tab;
      },
    };
    return tab;
  });
  const self = {
    location: { origin: ORIGIN },
    registration: { showNotification },
    clients: { matchAll: async () => tabs, openWindow },
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
  };
  runInContext(source, createContext({ self, URL }));
  const dispatch = async (name: string, event: object) => {
    const work: Promise<unknown>[] = [];
    listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => work.push(promise) });
    await Promise.all(work);
  };
  const click = (path: string) =>
    dispatch('notificationclick', { notification: { close: () => {}, data: { path } } });
  return { dispatch, click, showNotification, openWindow, navigate, focus };
}

test('shows what the server pushes', async () => {
  const { dispatch, showNotification } = startWorker();
  const pushed = { title: 'Step 1 is blocked', body: 'No access', path: '/plans/1?row=2', tag: 'event' };
  await dispatch('push', { data: { json: () => pushed } });
  expect(showNotification).toHaveBeenCalledWith('Step 1 is blocked', {
    body: 'No access',
    tag: 'event',
    icon: '/icon.svg',
    data: { path: '/plans/1?row=2' },
  });
});

test('shows a notification also for a push without data, as browsers demand', async () => {
  const { dispatch, showNotification } = startWorker();
  await dispatch('push', { data: null });
  expect(showNotification).toHaveBeenCalledTimes(1);
});

test('a click opens the page in a new tab, or in one that is open', async () => {
  const none = startWorker();
  await none.click('/plans/1');
  expect(none.openWindow).toHaveBeenCalledWith(`${ORIGIN}/plans/1`);
  const other = startWorker([`${ORIGIN}/tasks`]);
  await other.click('/plans/1');
  expect(other.navigate).toHaveBeenCalledWith(`${ORIGIN}/plans/1`);
  expect(other.openWindow).not.toHaveBeenCalled();
  const same = startWorker([`${ORIGIN}/plans/1`]);
  await same.click('/plans/1');
  expect(same.focus).toHaveBeenCalledTimes(1);
  expect(same.navigate).not.toHaveBeenCalled();
});

test.each(['https://evil.example', '//evil.example/plans', 'javascript:alert(1)'])(
  'a click on %s stays on this server',
  async (path) => {
    const { click, openWindow } = startWorker();
    await click(path);
    expect(openWindow).toHaveBeenCalledWith(ORIGIN);
  },
);
