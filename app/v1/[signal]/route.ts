// For clients whose setting takes no path: they append /v1/logs and the like to the address of the server.
import { withEnvelope } from '@/lib/api/envelope';
import { receiveTelemetry } from '@/lib/capture/otlp/receive';
import { preflight } from '@/lib/http/cors';

export { receiveTelemetry as POST };
export const OPTIONS = withEnvelope(preflight);
