/** A guide file as a download. There is no secret in it, so that an agent can fetch it as well. */
export function guideResponse(text: string, name: string): Response {
  return new Response(text, {
    headers: {
      'Content-Type': 'text/markdown; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  });
}
