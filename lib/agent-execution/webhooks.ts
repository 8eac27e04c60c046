/** Webhooks: addresses that receive events. Only people configure and see them; agent keys are refused. */
import type { ActingFor, AgentExecutionClient } from './agent-execution.types';
import { call } from './call';

/** Kinds of events that ask for a person. */
export const webhookKinds = [
  'decision.requested',
  'step.blocked',
  'plan.completed',
  'plan.failed',
  'agent.lost',
  'agent.looping',
  'budget.reached',
] as const;
export type WebhookKind = (typeof webhookKinds)[number];

export const webhookFormats = ['generic', 'slack', 'discord'] as const;
export type WebhookFormat = (typeof webhookFormats)[number];

export interface Webhook {
  id: string;
  name: string;
  url: string;
  format: WebhookFormat;
  kinds: WebhookKind[];
  enabled: boolean;
  /** Why the server disabled it; null if a person did. */
  disabled_reason: string | null;
  /** Until when requests also have a signature of the previous secret; null if there is none. */
  previous_secret_until: string | null;
  created_at: string;
  updated_at: string;
}

/** A webhook with the secret that verifies its requests. The secret is shown only once. */
export interface WebhookWithSecret extends Webhook {
  secret: string;
}

export interface WebhookInput {
  name: string;
  /** An http or https address. */
  url: string;
  format?: WebhookFormat;
  kinds: WebhookKind[];
  enabled?: boolean;
}

export interface WebhookDelivery {
  id: number;
  /** The webhook-id of its requests. */
  event_id: string;
  kind: WebhookKind | 'webhook.test';
  plan_id: string | null;
  status: 'pending' | 'delivered' | 'failed';
  attempts: number;
  /** The HTTP status of the last response; null if there was none. */
  response_status: number | null;
  error: string | null;
  duration_ms: number | null;
  last_attempt_at: string | null;
  /** null once it is delivered or has failed. */
  next_attempt_at: string | null;
  created_at: string;
}

export interface WebhookOptions extends ActingFor {
  /** The origin of the pages that events link to. */
  origin?: string;
}

/** Returns the webhooks, oldest first, without their secrets. */
export async function listWebhooks(db: AgentExecutionClient, by: ActingFor = {}): Promise<Webhook[]> {
  return call(db, 'agent_list_webhooks', by);
}

/** Creates a webhook and returns it with its secret. Throws conflict if there are 20. */
export async function createWebhook(
  db: AgentExecutionClient,
  input: WebhookInput,
  options: WebhookOptions = {},
): Promise<WebhookWithSecret> {
  const created = await call(db, 'agent_save_webhook', { changes: input, ...options });
  return { ...created, secret: created.secret ?? '' };
}

export async function updateWebhook(
  db: AgentExecutionClient,
  webhookId: string,
  changes: Partial<WebhookInput>,
  options: WebhookOptions = {},
): Promise<Webhook> {
  return call(db, 'agent_save_webhook', { webhook_id: webhookId, changes, ...options });
}

export async function deleteWebhook(
  db: AgentExecutionClient,
  webhookId: string,
  by: ActingFor = {},
): Promise<{ id: string }> {
  return call(db, 'agent_delete_webhook', { webhook_id: webhookId, ...by });
}

/** Replaces the secret. For 24 hours requests also have a signature of the previous one. */
export async function rotateWebhookSecret(
  db: AgentExecutionClient,
  webhookId: string,
  by: ActingFor = {},
): Promise<WebhookWithSecret> {
  return call(db, 'agent_rotate_webhook_secret', { webhook_id: webhookId, ...by });
}

/** Sends an event webhook.test and returns its delivery, whose result `listWebhookDeliveries` shows. */
export async function testWebhook(
  db: AgentExecutionClient,
  webhookId: string,
  by: ActingFor = {},
): Promise<{ id: number; event_id: string }> {
  return call(db, 'agent_test_webhook', { webhook_id: webhookId, ...by });
}

/** Returns the deliveries of the last 30 days, newest first: 100 by default, at most 1,000. */
export async function listWebhookDeliveries(
  db: AgentExecutionClient,
  webhookId: string,
  { limit, ...by }: ActingFor & { limit?: number } = {},
): Promise<WebhookDelivery[]> {
  return call(db, 'agent_list_webhook_deliveries', { webhook_id: webhookId, max_rows: limit, ...by });
}
