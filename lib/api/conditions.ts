/** On what conditions a request is to be done: what its headers Idempotency-Key, If-Match and If-None-Match say. */
import { createHash } from 'node:crypto';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Guard } from './guarded-fetch';
import type { Operation } from './operation';

/** Visible ASCII: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
const KEY = /^[\x21-\x7e]{1,255}$/;

function readKey(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!KEY.test(key)) {
    throw errorOf(
      'invalid_request',
      'An Idempotency-Key has 1 to 255 visible ASCII characters, without spaces.',
    );
  }
  return key;
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

/** What differs from one read to the next though nothing has happened. */
const READING_TIME = /"(?:as_of|seconds_left)":[^,}]+/g;

/** The plan's ETag: the seq of its newest log row, by which a lost update is told, and a hash of what was sent. */
export function etagOf(seq: number, body: string): string {
  return `"${seq}-${hash(body.replace(READING_TIME, '')).slice(0, 16)}"`;
}

/** The seq in an If-Match header; undefined for none or *. Throws precondition_failed for a tag that no plan has. */
function readSeq(headers: Headers): number | undefined {
  const tag = headers.get('if-match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const [, seq] = /^(?:W\/)?"(\d{1,15})-[\w-]+"$/.exec(tag) ?? [];
  if (seq === undefined) throw errorOf('precondition_failed', 'If-Match is not the ETag of a plan.');
  return Number(seq);
}

/** Whether the reader has this very answer already. */
export function isKnown(headers: Headers, etag: string): boolean {
  const tags = headers
    .get('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  return tags?.includes(etag) ?? false;
}

/** What guards a write; null where nothing does. */
export function guardOf(
  { headers }: Request,
  { id, path, method }: Operation,
  input: { params?: unknown; query?: unknown; body?: unknown },
): Guard | null {
  if (method === 'GET') return null;
  const idempotencyKey = readKey(headers);
  const seq = readSeq(headers);
  if (headers.has('if-match') && !path.startsWith('/plans/{id}')) {
    throw errorOf('invalid_request', 'If-Match is possible on what changes a plan, and nowhere else.');
  }
  if (idempotencyKey === undefined && seq === undefined) return null;
  const { id: planId } = (input.params ?? {}) as { id?: string }; // as the path says
  return {
    idempotencyKey,
    fingerprint: hash(JSON.stringify([id, input])),
    plan: planId !== undefined && seq !== undefined ? { id: planId, seq } : undefined,
  };
}
