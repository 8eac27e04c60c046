import { withEnvelope } from '@/lib/api/envelope';
import { preflight } from '@/lib/http/cors';
import { receiveTelemetry } from '@/lib/otlp/receive';

export { receiveTelemetry as POST };
export const OPTIONS = withEnvelope(preflight);
