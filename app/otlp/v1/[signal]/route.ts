import { withEnvelope } from '@/lib/api/envelope';
import { receiveTelemetry } from '@/lib/capture/otlp/receive';
import { preflight } from '@/lib/http/cors';

export { receiveTelemetry as POST };
export const OPTIONS = withEnvelope(preflight);
