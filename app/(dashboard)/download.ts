import { dayAt } from '@/lib/agent-execution/dates';
import { streamText } from '@/lib/http/stream-text';
import { readTimeZone } from '../time-zone';

/** Returns a file download that streams; its name ends with the reader's date. */
export async function download(
  parts: AsyncGenerator<string>,
  name: string,
  kind: 'json' | 'jsonl',
): Promise<Response> {
  const day = dayAt(Date.now(), await readTimeZone());
  return new Response(streamText(parts), {
    headers: {
      'Content-Type': `application/${kind}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="${name}-${day}.${kind}"`,
      'Cache-Control': 'no-store',
    },
  });
}
