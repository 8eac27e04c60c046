/** Builds the request that carries a notification to a browser: web push (RFC 8030), encrypted for it (RFC 8291), signed (RFC 8292). */
import webPush from 'web-push';
import { describeEvent, pathOf } from './event';
import type { SentEvent } from './webhook-request';

export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
}

/** The keys of this server, in Base64 for URLs. */
export interface VapidKeys {
  publicKey: string;
  privateKey: string;
}

/** What public/notifications-worker.js receives. */
export interface PushedNotification {
  title: string;
  body: string;
  /** The page that a click opens. */
  path: string;
  /** A notification with the same tag replaces an earlier one. */
  tag: string;
}

/** How long a push service keeps a notification for a browser that is off: a day. */
const TTL_SECONDS = 86_400;
/** Push services ask for a contact. Without an https origin there is none to name. */
const CONTACT = 'mailto:agent-execution@example.com';

export function createVapidKeys(): VapidKeys {
  return webPush.generateVAPIDKeys();
}

export function pushRequest(
  { event_id, kind, data }: SentEvent,
  { endpoint, p256dh, auth }: PushTarget,
  keys: VapidKeys,
  origin?: string,
): { url: string; headers: Record<string, string>; body: Buffer } {
  const { title, text } = describeEvent(kind, data);
  const notification: PushedNotification = { title, body: text, path: pathOf(data), tag: event_id };
  const request = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    JSON.stringify(notification),
    {
      TTL: TTL_SECONDS,
      urgency: kind === 'plan.completed' ? 'normal' : 'high',
      vapidDetails: { subject: origin?.startsWith('https:') ? origin : CONTACT, ...keys },
    },
  );
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    url: request.endpoint,
    headers: Object.fromEntries(headers),
    body: request.body ?? Buffer.alloc(0),
  };
}
