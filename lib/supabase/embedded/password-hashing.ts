/**
 * Runs bcrypt outside the main thread. `@supabase/lite` hashes with bcryptjs, in JavaScript: about 80 ms that block
 * everything else. This replaces its two functions with those of the native package, which uses the same hashes. It
 * hashes one password at a time, so that a flood of sign-ins uses only one processor.
 */
import bcrypt from 'bcrypt';
import bcryptjs from 'bcryptjs';

/** The hash of a discarded random password, at lite's cost factor. */
const DUMMY_HASH = '$2b$10$i5FIx4xYrvwiDgiE9Ljr6urxuj56GV3fP2lEh5dCa1R5AousJW6p.';
const MAX_WAITING = 100;

interface Queue {
  last: Promise<unknown>;
  waiting: number;
}

declare global {
  // Next bundles this module several times; the process has one queue.
  var passwordQueue: Queue | undefined;
}

globalThis.passwordQueue ??= { last: Promise.resolve(), waiting: 0 };
const queue = globalThis.passwordQueue;

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  queue.waiting += 1;
  const result = queue.last.then(work).finally(() => {
    queue.waiting -= 1;
  });
  queue.last = result.catch(() => {});
  return result;
}

/** Returns whether the queue is so long that another password would wait too long. */
export function isHashingBusy(): boolean {
  return queue.waiting >= MAX_WAITING;
}

/** Returns whether a password matches a hash. Without a hash, takes the same time and returns false. */
export function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  return inTurn(async () => (await bcrypt.compare(password, hash ?? DUMMY_HASH)) && hash !== null);
}

/** Makes lite use these functions. Lite imports the same object. */
export function hashOffTheMainThread(): void {
  Object.assign(bcryptjs, {
    hash: (password: string, cost: number) => inTurn(() => bcrypt.hash(password, cost)),
    compare: verifyPassword,
  });
}
