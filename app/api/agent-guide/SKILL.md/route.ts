import { guideResponse, skillFile } from '@/lib/connect/guide-files';
import { originOf } from '@/lib/http/request-origin';

export function GET(request: Request): Response {
  return guideResponse(skillFile(originOf(request.headers)), 'SKILL.md');
}
