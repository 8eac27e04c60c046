/** The browsers of a person that receive notifications by web push. */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { WebhookKind } from '@/lib/agent-execution/webhooks';
import { call } from './call';

export interface SubscribedBrowser {
  id: string;
  /** The address of its push service, by which it knows itself. */
  endpoint: string;
  device: string;
  kinds: WebhookKind[];
  created_at: string;
}

export interface PushSettings {
  /** The key by which a browser subscribes; null while the server has none. */
  public_key: string | null;
  subscriptions: SubscribedBrowser[];
}

export interface SubscriptionInput {
  endpoint: string;
  p256dh: string;
  auth: string;
  device: string;
  kinds: WebhookKind[];
}

export async function getPushSettings(db: AgentExecutionClient): Promise<PushSettings> {
  return call(db, 'agent_push_settings');
}

/** Subscribes a browser, or changes its kinds. Throws conflict if there are 20. */
export async function saveSubscription(
  db: AgentExecutionClient,
  subscription: SubscriptionInput,
): Promise<{ id: string }> {
  return call(db, 'agent_save_push_subscription', { subscription });
}

export async function deleteSubscription(db: AgentExecutionClient, id: string): Promise<{ id: string }> {
  return call(db, 'agent_delete_push_subscription', { subscription_id: id });
}

/** Sends a notification to a browser. */
export async function testSubscription(
  db: AgentExecutionClient,
  id: string,
): Promise<{ id: number; event_id: string }> {
  return call(db, 'agent_test_push_subscription', { subscription_id: id });
}
