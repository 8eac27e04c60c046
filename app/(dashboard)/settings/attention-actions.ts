'use server';

/** The actions of the settings about attention: webhooks and browsers. */
import { refresh } from 'next/cache';
import { headers } from 'next/headers';
import { z } from 'zod';
import type { ActionResult } from '@/lib/action-result';
import * as webhooks from '@/lib/agent-execution/webhooks';
import { createWebhookBody, updateWebhookBody } from '@/lib/api/contracts/webhooks';
import { parseWith } from '@/lib/api/parse';
import * as notifications from '@/lib/dashboard/notifications';
import { originOf } from '@/lib/http/request-origin';
import { loadData, runAction } from '../run-action';

const idOf = (id: unknown) => parseWith(z.uuid(), id);

/** Creates a webhook if `id` is null, and returns its secret. */
export async function saveWebhook(
  id: string | null,
  input: unknown,
): Promise<ActionResult<{ secret?: string }>> {
  return loadData(async (db) => {
    const origin = originOf(await headers());
    if (id !== null) {
      await webhooks.updateWebhook(db, idOf(id), parseWith(updateWebhookBody, input), { origin });
      refresh();
      return {};
    }
    const { secret } = await webhooks.createWebhook(db, parseWith(createWebhookBody, input), { origin });
    refresh();
    return { secret };
  });
}

export async function deleteWebhook(id: string): Promise<ActionResult> {
  return runAction((db) => webhooks.deleteWebhook(db, idOf(id)));
}

export async function rotateWebhookSecret(id: string): Promise<ActionResult<{ secret?: string }>> {
  return loadData(async (db) => {
    const { secret } = await webhooks.rotateWebhookSecret(db, idOf(id));
    refresh();
    return { secret };
  });
}

export async function testWebhook(id: string): Promise<ActionResult> {
  return runAction((db) => webhooks.testWebhook(db, idOf(id)));
}

const subscriptionInput = z.strictObject({
  endpoint: z.url().max(2000),
  p256dh: z.string().max(100),
  auth: z.string().max(100),
  device: z.string().max(100),
  kinds: z.array(z.enum(webhooks.webhookKinds)).min(1, 'must contain at least one event'),
});

/** Subscribes this browser, or changes its kinds. */
export async function saveSubscription(input: unknown): Promise<ActionResult> {
  return runAction((db) => notifications.saveSubscription(db, parseWith(subscriptionInput, input)));
}

export async function deleteSubscription(id: string): Promise<ActionResult> {
  return runAction((db) => notifications.deleteSubscription(db, idOf(id)));
}

export async function testSubscription(id: string): Promise<ActionResult> {
  return runAction((db) => notifications.testSubscription(db, idOf(id)));
}
