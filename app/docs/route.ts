import { readTheme } from '@/app/theme';
import { nonceOf } from '@/lib/http/content-security-policy';
import { referenceHtml } from '@/lib/reference/html';

/** Serves the API reference as a separate page, because its interface is not part of the app's bundle. */
export async function GET(request: Request): Promise<Response> {
  const nonce = nonceOf(request.headers.get('content-security-policy') ?? '');
  return new Response(referenceHtml({ nonce, theme: await readTheme() }), {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
}
