import { preflight } from '@/lib/api/cors';
import { withEnvelope } from '@/lib/api/envelope';
import { openApiDocument } from '@/lib/api/openapi';
import { originOf } from '@/lib/request-origin';

export const GET = withEnvelope((request) => Response.json(openApiDocument(originOf(request.headers))));
export const OPTIONS = withEnvelope(preflight);
