import { agentsSection, guideResponse } from '@/lib/connect/guide-files';
import { originOf } from '@/lib/http/request-origin';

export function GET(request: Request): Response {
  return guideResponse(agentsSection(originOf(request.headers)), 'AGENTS.md');
}
