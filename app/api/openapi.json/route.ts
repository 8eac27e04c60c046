import { openApiDocument } from '@/lib/api/openapi';
import { originOf } from '@/lib/request-origin';

export function GET(request: Request): Response {
  return Response.json(openApiDocument(originOf(request.headers)));
}
