/** Sends the deliveries that are due, several at once, and stores the result of each attempt. */
import type postgres from 'postgres';
import { env } from '@/lib/env';
import { postGuarded } from '@/lib/http/guarded-request';
import { type PushTarget, pushRequest, type VapidKeys } from './push-request';
import type { SentEvent, WebhookTarget } from './webhook-request';
import { webhookRequest } from './webhook-request';

/** Attempts at the same time, so that slow receivers do not hold the others up. */
const MAX_ATTEMPTS = 20;
/** The receiver says that it will never accept a request again. */
const GONE = [410];
/** A push service also answers 404 for a browser that has unsubscribed. */
const GONE_BROWSER = [404, 410];

interface Delivery extends SentEvent {
  id: number;
  attempt: number;
  webhook: WebhookTarget | null;
  subscription: PushTarget | null;
}

/** Returns the VAPID keys of this server. */
export type ReadKeys = () => Promise<VapidKeys>;

interface Result {
  status: number | null;
  error: string | null;
}

async function requestOf(delivery: Delivery, readKeys: ReadKeys) {
  const { origin } = env();
  const { webhook, subscription } = delivery;
  if (subscription) return pushRequest(delivery, subscription, await readKeys(), origin);
  if (!webhook) throw new Error('The delivery has no receiver.');
  const target = { ...webhook, origin: origin ?? webhook.origin };
  return { url: webhook.url, ...webhookRequest(delivery, target, new Date()) };
}

async function attempt(delivery: Delivery, readKeys: ReadKeys): Promise<Result> {
  const request = await requestOf(delivery, readKeys);
  const status = await postGuarded({ ...request, allowedRanges: env().webhookNetworks });
  const isRedirect = status >= 300 && status < 400;
  const error = isRedirect ? 'Redirects are not followed. Configure the address that it leads to.' : null;
  return { status, error: status < 300 ? null : (error ?? `The response has the status ${status}.`) };
}

async function perform(sql: postgres.Sql, delivery: Delivery, readKeys: ReadKeys): Promise<void> {
  const start = performance.now();
  const { status, error } = await attempt(delivery, readKeys).catch(
    (reason: unknown): Result => ({
      status: null,
      error: reason instanceof Error ? reason.message : String(reason),
    }),
  );
  const isGone = (delivery.subscription ? GONE_BROWSER : GONE).includes(status ?? 0);
  await sql`select private.finish_delivery(${delivery.id}, ${delivery.attempt}, ${error === null},
 ${isGone}, ${Math.round(performance.now() - start)}, ${status}, ${error})`;
}

/** Returns a function that begins the attempts that are due; it does not wait for them. */
export function createDeliverer(
  sql: postgres.Sql,
  readKeys: ReadKeys,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let running = 0;
  async function deliverDue(): Promise<void> {
    const free = MAX_ATTEMPTS - running;
    if (free <= 0) return;
    const [row] = await sql<{ due: Delivery[] }[]>`select private.claim_deliveries(${free}) as due`;
    const due = row?.due ?? [];
    running += due.length;
    for (const delivery of due) {
      void perform(sql, delivery, readKeys)
        .catch(onError)
        .finally(() => {
          running -= 1;
          if (due.length === free) deliverDue().catch(onError);
        });
    }
  }
  return deliverDue;
}
