import { readReferenceFile } from '@/lib/reference/files';

/** Serves the bundle and the fonts of the API reference. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ file: string }> },
): Promise<Response> {
  const { file } = await params;
  const found = await readReferenceFile(file);
  if (!found) return new Response('Not found', { status: 404 });
  return new Response(found.body, {
    headers: { 'Content-Type': found.type, 'Cache-Control': 'public, max-age=31536000, immutable' },
  });
}
