/** Reads the conditions of a request: its headers Idempotency-Key, If-Match and If-None-Match. */
import { createHash } from 'node:crypto';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import { IDEMPOTENCY_KEY } from '@/lib/agent-execution/idempotent-client';
import type { Guard } from './guarded-fetch';
import type { Operation } from './operation';

function readKey(headers: Headers): string | undefined {
  const key = headers.get('idempotency-key');
  if (key === null) return undefined;
  if (!IDEMPOTENCY_KEY.test(key)) {
    throw errorOf(
      'invalid_request',
      'An Idempotency-Key has 1 to 255 visible ASCII characters, without spaces.',
    );
  }
  return key;
}

const hash = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Fields that change between two reads without a change of the plan. */
const READING_TIME = /"(?:as_of|seconds_left)":[^,}]+/g;

/** Returns the plan's ETag: the seq of its newest log row, which detects lost updates, and a hash of the response. */
export function etagOf(seq: number, body: string): string {
  return `"${seq}-${hash(body.replace(READING_TIME, '')).slice(0, 16)}"`;
}

/** Returns the seq in an If-Match header; undefined without a header or for *. Throws precondition_failed for a tag that no plan has. */
function readSeq(headers: Headers): number | undefined {
  const tag = headers.get('if-match')?.trim();
  if (tag === undefined || tag === '*') return undefined;
  const [, seq] = /^(?:W\/)?"(\d{1,15})-[\w-]+"$/.exec(tag) ?? [];
  if (seq === undefined) throw errorOf('precondition_failed', 'If-Match is not the ETag of a plan.');
  return Number(seq);
}

/** Returns whether the reader has this response already; `*` matches any. */
export function isKnown(headers: Headers, etag: string): boolean {
  const tags = headers
    .get('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  return tags?.some((tag) => tag === etag || tag === '*') ?? false;
}

/** Returns the conditions of a write; null without any. */
export function guardOf(
  { headers }: Request,
  { id, path, method, isRepeatable }: Operation,
  input: { params?: unknown; query?: unknown; body?: unknown },
): Guard | null {
  if (method === 'GET') return null;
  const idempotencyKey = readKey(headers);
  const seq = readSeq(headers);
  if (method !== 'POST' && headers.get('if-none-match')?.trim() === '*') {
    throw new AgentExecutionError(
      'precondition_failed',
      `If-None-Match: * allows a write only if nothing exists, but ${method} changes existing data.`,
      'Omit the header, or send If-Match with the ETag that you read.',
    );
  }
  if (headers.has('if-match') && !path.startsWith('/plans/{id}')) {
    throw errorOf('invalid_request', 'If-Match applies only to requests that change a plan.');
  }
  if (isRepeatable || (idempotencyKey === undefined && seq === undefined)) return null;
  const { id: planId } = (input.params ?? {}) as { id?: string }; // the path has this parameter
  return {
    idempotencyKey,
    fingerprint: hash(JSON.stringify([id, input])),
    plan: planId !== undefined && seq !== undefined ? { id: planId, seq } : undefined,
  };
}
