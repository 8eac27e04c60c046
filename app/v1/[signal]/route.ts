// For clients whose setting takes no path: they append /v1/logs and the like to the address of the server.
import { withEnvelope } from '@/lib/api/envelope';
import { preflight } from '@/lib/http/cors';
import { receiveTelemetry } from '@/lib/otlp/receive';

export { receiveTelemetry as POST };
export const OPTIONS = withEnvelope(preflight);
