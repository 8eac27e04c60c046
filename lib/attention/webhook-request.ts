/**
 * Builds the request of a webhook by the scheme of Standard Webhooks (https://www.standardwebhooks.com): headers with an id, a time and
 * a signature for each valid secret.
 */
import { Webhook } from 'standardwebhooks';
import type { WebhookFormat } from '@/lib/agent-execution/webhooks';
import { describeEvent, type EventData, type EventKind, pathOf } from './event';

export interface WebhookTarget {
  url: string;
  format: WebhookFormat;
  /** The origin of the pages; null if it is unknown. */
  origin: string | null;
  /** The newest secret, and the one before it while it is valid. */
  secrets: string[];
}

export interface SentEvent {
  event_id: string;
  kind: EventKind;
  data: EventData;
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
const escapeSlack = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** Discord would format these characters, and a mention would call people. */
const escapeDiscord = (text: string) => text.replace(/[\\`*_~|>#[\]()<@-]/g, '\\$&');

function bodyOf({ kind, data }: SentEvent, format: WebhookFormat, url: string | null): object {
  const { title, text } = describeEvent(kind, data);
  if (format === 'slack') {
    const head = url ? `*<${url}|${escapeSlack(title).replaceAll('|', '¦')}>*` : `*${escapeSlack(title)}*`;
    return { text: [head, escapeSlack(text)].filter(Boolean).join('\n') };
  }
  if (format === 'discord') {
    const head = url ? `**[${escapeDiscord(title)}](<${url}>)**` : `**${escapeDiscord(title)}**`;
    return {
      content: [head, escapeDiscord(text)].filter(Boolean).join('\n'),
      allowed_mentions: { parse: [] },
    };
  }
  return { type: kind, timestamp: data.occurred_at, data: { ...data, url } };
}

/** Returns the headers and the body of an attempt at a time. */
export function webhookRequest(
  event: SentEvent,
  { format, origin, secrets }: WebhookTarget,
  at: Date,
): { headers: Record<string, string>; body: string } {
  const body = JSON.stringify(bodyOf(event, format, origin && origin + pathOf(event.data)));
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'User-Agent': 'Agent-Execution-Webhooks',
      'webhook-id': event.event_id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': secrets
        .map((secret) => new Webhook(secret).sign(event.event_id, at, body))
        .join(' '),
    },
  };
}
