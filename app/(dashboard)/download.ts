import { streamText } from '@/lib/stream-text';

/** A file with today's date in its name, sent part by part. */
export function download(parts: AsyncGenerator<string>, name: string, kind: 'json' | 'jsonl'): Response {
  const day = new Date().toISOString().slice(0, 10);
  return new Response(streamText(parts), {
    headers: {
      'Content-Type': `application/${kind}; charset=utf-8`,
      'Content-Disposition': `attachment; filename="${name}-${day}.${kind}"`,
      'Cache-Control': 'no-store',
    },
  });
}
