import { withEnvelope } from '@/lib/api/envelope';
import { openApiDocument } from '@/lib/api/openapi';
import { preflight } from '@/lib/http/cors';
import { originOf } from '@/lib/http/request-origin';

export const GET = withEnvelope((request) => Response.json(openApiDocument(originOf(request.headers))));
export const OPTIONS = withEnvelope(preflight);
