import { skillFile } from '@/lib/connect/guide-files';
import { guideResponse } from '@/lib/connect/guide-response';
import { originOf } from '@/lib/request-origin';

export function GET(request: Request): Response {
  return guideResponse(skillFile(originOf(request.headers)), 'SKILL.md');
}
