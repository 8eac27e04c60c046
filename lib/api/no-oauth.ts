/** Answers requests for OAuth metadata (RFC 8414, RFC 9728) or registration (RFC 7591) with a 404 in JSON, so that clients use a key. */
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { preflight } from '@/lib/http/cors';
import { withEnvelope } from './envelope';
import { respondError } from './respond';

export const answerNoOAuth = withEnvelope(() =>
  respondError(
    new AgentExecutionError(
      'not_found',
      'This server does not support OAuth.',
      'Send an agent key as Authorization: Bearer aes_…. A person creates one on the page Connect.',
    ),
  ),
);

export const answerNoOAuthPreflight = withEnvelope(preflight);
