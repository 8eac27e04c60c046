import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const lifetime = new URL('./lifetime.ts', import.meta.url).href;

/** Runs a process that executes `code` and then waits for its end. */
function run(code: string, stop = 'async () => {}', timeoutMs = 10_000) {
  const start = `import { endInOrder } from '${lifetime}'; endInOrder(${stop}, ${timeoutMs}); setInterval(() => {}, 1000);`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', `${start} ${code}`], {
    encoding: 'utf8',
  });
}

const terminate = "process.kill(process.pid, 'SIGTERM');";

test('stops in order on SIGTERM', () => {
  const { status, stdout } = run(terminate);
  expect([status, stdout]).toEqual([0, expect.stringContaining('✓ Stopped')]);
});

test('stops in order, with an exit code, after an unhandled error', () => {
  const { status, stdout, stderr } = run("throw new Error('a fault of ours');");
  expect([status, stdout]).toEqual([1, expect.stringContaining('✓ Stopped')]);
  expect(stderr).toContain('a fault of ours');
});

test('survives an error that the Postgres driver raises in the background', () => {
  const stack =
    'TypeError: null\\n    at nextWrite (file:///app/node_modules/postgres/src/connection.js:255:22)';
  const fault = `setImmediate(() => { throw Object.assign(new TypeError(), { stack: '${stack}' }); });`;
  const { status, stderr } = run(`${fault} setTimeout(() => { console.error('alive'); ${terminate} }, 50);`);
  expect([status, stderr]).toEqual([0, expect.stringMatching(/nextWrite[\s\S]*alive/)]);
});

test('exits if the stop takes too long', () => {
  const { status, stderr } = run(terminate, '() => new Promise(() => {})', 50);
  expect([status, stderr]).toEqual([1, expect.stringContaining('took too long')]);
});
