import { z } from 'zod';
import { webhookFormats, webhookKinds } from '@/lib/agent-execution/webhooks';
import { env } from '@/lib/env';
import { refuseAddress } from '@/lib/http/public-address';
import { limit, numeral, text, uuid, words } from './fields';

const time = z.string();

export const webhookParams = z.object({ id: uuid });

/** The name of the host is resolved and checked again before each request. */
const url = text(2000).superRefine((value, context) => {
  const problem = refuseAddress(value, env().webhookNetworks);
  if (problem !== null) context.addIssue({ code: 'custom', message: problem });
});

const kinds = z.array(z.enum(webhookKinds)).min(1).max(webhookKinds.length);

export const createWebhookBody = z.strictObject({
  name: words(100),
  url,
  format: z.enum(webhookFormats).optional(),
  kinds,
  enabled: z.boolean().optional(),
});

export const updateWebhookBody = createWebhookBody
  .partial()
  .refine((changes) => Object.keys(changes).length > 0, 'must contain at least one change');

export const deliveriesQuery = z.object({ limit: numeral(limit).optional() });

export const webhook = z.strictObject({
  id: uuid,
  name: z.string(),
  url: z.string(),
  format: z.enum(webhookFormats),
  kinds: z.array(z.enum(webhookKinds)),
  enabled: z.boolean(),
  disabled_reason: z.string().nullable(),
  previous_secret_until: time.nullable(),
  created_at: time,
  updated_at: time,
});

export const webhookWithSecret = webhook.extend({ secret: z.string() });

/** The delivery of a test. */
export const webhookTest = z.strictObject({ id: z.int(), event_id: uuid });

export const webhookDelivery = z.strictObject({
  id: z.int(),
  event_id: uuid,
  kind: z.enum([...webhookKinds, 'webhook.test']),
  plan_id: uuid.nullable(),
  status: z.enum(['pending', 'delivered', 'failed']),
  attempts: z.int(),
  response_status: z.int().nullable(),
  error: z.string().nullable(),
  duration_ms: z.int().nullable(),
  last_attempt_at: time.nullable(),
  next_attempt_at: time.nullable(),
  created_at: time,
});
