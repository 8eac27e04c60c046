// Restate: runs a handler of ten steps that do nothing, through a server of its own, which keeps its data in FOLDER.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import * as restate from '@restatedev/restate-sdk';
import { offer, STEPS } from './run-peer.mjs';

const require = createRequire(import.meta.url);
const program = require.resolve(
  `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
);
const START_MS = 60_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Sends the request until the server answers. */
async function untilOk(url, init) {
  const deadline = Date.now() + START_MS;
  for (;;) {
    const response = await fetch(url, init).catch(() => null);
    if (response?.ok) return;
    if (Date.now() > deadline) throw new Error(`Restate did not start: ${url} ${await response?.text()}`);
    await sleep(200);
  }
}

const bench = restate.service({
  name: 'bench',
  handlers: {
    run: async (context) => {
      for (let step = 1; step <= STEPS; step += 1) await context.run(`step ${step}`, async () => ({ step }));
    },
  },
});
const handlerPort = await restate.serve({
  services: [bench],
  port: await freePort(),
  logger: () => {},
});

const [node, ingress, admin] = [await freePort(), await freePort(), await freePort()];
const server = spawn(program, ['--no-logo', '--listen-mode=tcp', '--bind-ip=127.0.0.1'], {
  env: {
    ...process.env,
    RESTATE_BASE_DIR: process.env.FOLDER,
    RESTATE_BIND_PORT: String(node),
    RESTATE_INGRESS__BIND_PORT: String(ingress),
    RESTATE_ADMIN__BIND_PORT: String(admin),
    RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
    RESTATE_DISABLE_TELEMETRY: 'true',
    RESTATE_LOG_FILTER: 'error,octocrab=off',
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
process.once('disconnect', () => {
  server.once('exit', () => process.exit(0));
  server.kill('SIGTERM');
});
server.once('exit', (code) => process.connected && process.exit(code ?? 1));

await untilOk(`http://127.0.0.1:${admin}/deployments`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ uri: `http://127.0.0.1:${handlerPort}` }),
});

async function runWorkflow() {
  const response = await fetch(`http://127.0.0.1:${ingress}/bench/run`, { method: 'POST' });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`Restate responded with ${response.status}.`);
}
await untilOk(`http://127.0.0.1:${ingress}/bench/run`, { method: 'POST' });
offer(runWorkflow, server.pid);
