import { createHash } from 'node:crypto';
import type { Json } from '@/lib/agent-execution/agent-execution.types';

/** Returns the start of the SHA-256 of a value's JSON. Equal values with another order of fields have another hash. */
export function hashOf(value: Json | undefined): string {
  return createHash('sha256')
    .update(JSON.stringify(value ?? null))
    .digest('hex')
    .slice(0, 16);
}
