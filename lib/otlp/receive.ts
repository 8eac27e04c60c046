/**
 * Receives telemetry over OTLP/HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp). Log records and spans become events of captured
 * sessions; metrics are accepted and ignored. Responses have the encoding of the request.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { identifyCaller } from '@/lib/api/caller';
import { withEnvelope } from '@/lib/api/envelope';
import { ingest, logProblem } from '@/lib/capture/ingest';
import { OTHER_CLIENT, readRequest } from '@/lib/capture/otlp/read-request';
import { withRequestSignal } from '@/lib/http/request-signal';
import { decode, encodingOf, readBody, type Signal } from './decode';
import { respondAccepted, respondStatus } from './respond';

/** Events of one call to the database. */
const MAX_EVENTS = 1000;

const SIGNALS: readonly string[] = ['logs', 'traces', 'metrics'] satisfies Signal[];

function signalOf(request: Request): Signal {
  const name = new URL(request.url).pathname.split('/').at(-1) ?? '';
  if (!SIGNALS.includes(name))
    throw errorOf('not_found', 'The addresses are /otlp/v1/logs, /otlp/v1/traces and /otlp/v1/metrics.');
  return name as Signal; // checked just above
}

/** Answers an export. An error of this server is no reason for the client to send it again: it becomes a row of the connector log. */
export const receiveTelemetry = withEnvelope(async (request: Request): Promise<Response> => {
  const encoding = encodingOf(request.headers);
  try {
    const signal = signalOf(request);
    if (request.headers.get('authorization') === null)
      throw errorOf(
        'unauthenticated',
        'The request has no key. Send Authorization: Bearer with an agent key.',
      );
    const caller = await identifyCaller(request);
    if (encoding === undefined)
      throw errorOf(
        'unsupported_media_type',
        'Content-Type must be application/json or application/x-protobuf.',
      );
    const body = await readBody(request);
    if (signal !== 'metrics') {
      const decoded = decode(body, signal, encoding);
      const db = await caller.connect();
      await withRequestSignal(request.signal, () => storeEvents(db, decoded));
    }
    return respondAccepted(encoding);
  } catch (error) {
    return respondStatus(error, encoding ?? 'json');
  }
});

async function storeEvents(db: AgentExecutionClient, decoded: JsonObject): Promise<void> {
  try {
    for (const [client, events] of readRequest(decoded))
      for (let start = 0; start < events.length; start += MAX_EVENTS)
        await ingest(db, { client, payloads: events.slice(start, start + MAX_EVENTS) });
  } catch (error) {
    if (error instanceof AgentExecutionError) throw error;
    await logProblem(db, OTHER_CLIENT, error);
  }
}
