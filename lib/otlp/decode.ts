/** Decodes OTLP bodies. Both encodings become the same JSON: that of OTLP/JSON, with ids in hexadecimal. */
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { objectOf } from '@/lib/capture/payload';
import { hasTooManyValues, MAX_VALUES } from '@/lib/http/json-values';
import { messageTypes } from './messages';

export type Signal = 'logs' | 'traces' | 'metrics';
export type Encoding = 'json' | 'protobuf';

/** Maximum bytes of a body, as sent and after it was decompressed. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

const tooLarge = () =>
  errorOf('too_large', `A request may have at most ${MAX_BODY_BYTES / 1024 / 1024} MB.`, {
    max_bytes: MAX_BODY_BYTES,
  });

/** Returns the encoding that a request names; undefined for any other. */
export function encodingOf(headers: Headers): Encoding | undefined {
  const [type = ''] = (headers.get('content-type') ?? '').toLowerCase().split(';');
  if (type.trim() === 'application/json') return 'json';
  return type.trim() === 'application/x-protobuf' ? 'protobuf' : undefined;
}

/** Returns the body, decompressed. Throws too_large as soon as either form exceeds the limit. */
export async function readBody(request: Request): Promise<Buffer> {
  const coding = request.headers.get('content-encoding')?.toLowerCase() ?? 'identity';
  if (coding !== 'identity' && coding !== 'gzip')
    throw errorOf('unsupported_media_type', `The body may be compressed with gzip, not with ${coding}.`);
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return coding === 'gzip' ? decompress(body) : body;
}

async function decompress(body: Buffer): Promise<Buffer> {
  try {
    return await promisify(gunzip)(body, { maxOutputLength: MAX_BODY_BYTES });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge();
    throw errorOf('invalid_request', 'The body is not valid gzip.');
  }
}

/** Returns a request as JSON. Throws invalid_request for a body of another form. */
export function decode(body: Buffer, signal: 'logs' | 'traces', encoding: Encoding): JsonObject {
  const value = encoding === 'json' ? parseJson(body) : parseProtobuf(body, signal);
  const field = signal === 'logs' ? 'resourceLogs' : 'resourceSpans';
  const list = objectOf(value)[field];
  const isRequest = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRequest || (list !== undefined && !Array.isArray(list)))
    throw errorOf('invalid_request', `The body is no export of ${signal}: ${field} must be a list.`);
  return value;
}

function parseJson(body: Buffer): Json {
  const text = body.toString();
  if (hasTooManyValues(text))
    throw errorOf('too_large', `A request may have at most ${MAX_VALUES.toLocaleString('en')} JSON values.`);
  try {
    return JSON.parse(text);
  } catch {
    throw errorOf('invalid_request', 'The body is not valid JSON.');
  }
}

function parseProtobuf(body: Buffer, signal: 'logs' | 'traces'): JsonObject {
  const type = messageTypes[signal];
  try {
    // 64-bit numbers become text, as in OTLP/JSON.
    return withHexIds(type.toObject(type.decode(body), { longs: String })) as JsonObject; // messages have only fields of JSON, and bytes
  } catch {
    throw errorOf('invalid_request', `The body is not a valid protobuf message of ${signal}.`);
  }
}

/** Returns a value with bytes, such as ids, in hexadecimal. */
function withHexIds(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(withHexIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, withHexIds(field)]));
}
