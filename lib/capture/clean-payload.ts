/** Removes secrets. Each payload passes through here before it reaches the database, live or imported. */
import { randomBytes } from 'node:crypto';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { cutPayload } from './cut-payload';
import { redact } from './redaction/redact';

/** Without a secret of the server, equal secrets have equal marks only until it ends. */
const temporaryKey = randomBytes(32).toString('hex');

/** Returns the key of the hashes in marks. */
export function hashKey(): string {
  return env().jwtSecret ?? temporaryKey;
}

/** Returns a payload with long texts cut and secrets replaced by marks. */
export function cleanPayload(payload: JsonObject): JsonObject {
  return redact(cutPayload(payload), hashKey());
}
