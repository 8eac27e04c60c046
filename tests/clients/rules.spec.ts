/** A standing rule refuses a call of a real client, whose scripted model reads why. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseUrlOf } from '@/scripts/scale';
import { type OwnServer, startOwnServer } from '@/tests/support/own-server';
import { createPlace, startClient, writePlaced } from './client-run';
import type { TestedClient } from './clients/client';
import { codex } from './clients/codex';
import { copilot } from './clients/copilot';
import { gemini } from './clients/gemini';
import { opencode } from './clients/opencode';
import { connect } from './connect';
import { startModel } from './model/server';

const PROMPT = 'Publish the cart';
const RULE = { effect: 'deny', action: 'command', pattern: 'touch *' };

let server: OwnServer;
let sql: postgres.Sql;

beforeAll(async () => {
  server = await startOwnServer({ NEXT_PUBLIC_SUPABASE_URL: '', NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' });
  sql = postgres(await databaseUrlOf(server.dataDir), { max: 1, onnotice: () => {} });
  const [person] = await sql`select user_id from agent_api_keys`;
  await sql.begin(async (tx) => {
    const claims = JSON.stringify({ sub: person?.user_id, role: 'authenticated' });
    await tx`select set_config('request.jwt.claims', ${claims}, true), set_config('role', 'authenticated', true)`;
    await tx`select agent_save_decision_rules('', ${tx.json([RULE])})`;
  });
});
afterAll(async () => {
  await sql?.end();
  await server?.stop();
});

test.each([codex, copilot, gemini, opencode])(
  '$name makes no call that a rule denies',
  async (client: TestedClient) => {
    const place = createPlace(client.name);
    const sent: string[] = [];
    const dialect: TestedClient['dialect'] = {
      ...client.dialect,
      read(url, body) {
        const request = client.dialect.read(url, body);
        if (request?.hasTools) sent.push(JSON.stringify(body));
        return request;
      },
    };
    const { run } = client.calls(place.project);
    const model = await startModel(dialect, {
      [PROMPT]: [{ calls: [run('touch forbidden')] }, { text: 'End' }],
    });
    try {
      for (const [path, content] of Object.entries(client.settings?.(model.origin) ?? {}))
        writePlaced(place, path, JSON.stringify(content));
      const env = { ...client.env(model.origin), ...(await connect(server, client.name, place)) };
      const { code, output } = await startClient(place, client.command(PROMPT, model.origin), env).ended;
      expect(code, output).toBe(0);
      expect(sent.some((body) => body.includes('deny command touch *'))).toBe(true);
      expect(existsSync(join(place.project, 'forbidden'))).toBe(false);
    } finally {
      await model.stop();
      place.remove();
    }
  },
);
