import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { webhookKinds } from '@/lib/agent-execution/webhooks';
import { describeEvent, type EventData } from './event';
import { type SentEvent, type WebhookTarget, webhookRequest } from './webhook-request';

const secrets = [32, 64].map((byte) => `whsec_${Buffer.alloc(32, byte).toString('base64')}`);
const data: EventData = {
  plan_id: 'b6c1e6c4-0000-4000-8000-000000000001',
  task_title: 'Fix <the> login & more',
  step_number: 3,
  step_description: 'Run the tests',
  error_message: 'No access to @everyone',
  description: 'Blocked',
  seq: 42,
  actor: 'claude',
  actor_type: 'agent',
  occurred_at: '2026-11-30T12:00:00Z',
};
const event: SentEvent = { event_id: 'b6c1e6c4-0000-4000-8000-000000000002', kind: 'step.blocked', data };
const target: WebhookTarget = {
  url: 'https://example.com/hooks',
  format: 'generic',
  origin: 'https://aes.example.com',
  secrets,
};

test('is verified by the library of Standard Webhooks with the newest and the previous secret', () => {
  const { headers, body } = webhookRequest(event, target, new Date());
  for (const secret of secrets)
    expect(new Webhook(secret).verify(body, headers)).toEqual({
      type: 'step.blocked',
      timestamp: data.occurred_at,
      data: { ...data, url: `https://aes.example.com/plans/${data.plan_id}?row=42` },
    });
  const other = new Webhook(`whsec_${Buffer.alloc(32, 1).toString('base64')}`);
  expect(() => other.verify(body, headers)).toThrow('No matching signature');
  expect(() => new Webhook(secrets[0] ?? '').verify(`${body} `, headers)).toThrow();
});

test('is a message with a link for Slack and Discord, without mentions', () => {
  const textOf = (format: 'slack' | 'discord') =>
    JSON.parse(webhookRequest(event, { ...target, format }, new Date()).body);
  expect(textOf('slack')).toEqual({
    text: `*<https://aes.example.com/plans/${data.plan_id}?row=42|Step 3 is blocked>*\nFix &lt;the&gt; login &amp; more · No access to @everyone`,
  });
  expect(textOf('discord')).toEqual({
    content: `**[Step 3 is blocked](<https://aes.example.com/plans/${data.plan_id}?row=42>)**\nFix \\<the\\> login & more · No access to \\@everyone`,
    allowed_mentions: { parse: [] },
  });
});

test('links a request for a decision to the page that decides it', () => {
  const asked = {
    ...event,
    kind: 'decision.requested' as const,
    data: { ...data, decision_id: `${data.plan_id}:3` },
  };
  const { body } = webhookRequest(asked, target, new Date());
  expect(JSON.parse(body).data.url).toBe(`https://aes.example.com/approvals?decision=${data.plan_id}%3A3`);
});

test('has no link where the origin of the pages is unknown', () => {
  const { body } = webhookRequest(event, { ...target, origin: null }, new Date());
  expect(JSON.parse(body).data.url).toBe(null);
});

test.each(webhookKinds)('%s has a title and a text of a sensible length', (kind) => {
  const { title, text } = describeEvent(kind, {
    ...data,
    description: 'x'.repeat(1000),
    error_message: null,
  });
  expect(title.length).toBeGreaterThan(3);
  expect(title.length).toBeLessThanOrEqual(120);
  expect(text.length).toBeLessThanOrEqual(500);
});
