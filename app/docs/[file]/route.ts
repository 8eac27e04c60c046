import { readReferenceFile } from '@/lib/reference/files';

/** Serves the files of the API reference's interface from its installed package. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ file: string }> },
): Promise<Response> {
  const { file } = await params;
  const found = await readReferenceFile(file);
  if (!found) return new Response('Not found', { status: 404 });
  return new Response(found.bytes, {
    headers: { 'Content-Type': found.type, 'Cache-Control': 'public, max-age=31536000, immutable' },
  });
}
