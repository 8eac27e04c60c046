import { connectScript } from '@/lib/connectors/connect-script';
import { isTrustworthyOrigin } from '@/lib/connectors/curl-hook';
import { originOf } from '@/lib/http/request-origin';

/** Serves the script of Connect. Without https, another machine could change it on the way. */
export async function GET(request: Request): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  const origin = originOf(request.headers);
  if (!isTrustworthyOrigin(origin)) {
    const reason = `${origin} is neither https nor this machine: the script could be changed on the way.\n`;
    return new Response(reason, { status: 403, headers: { ...headers, 'Content-Type': 'text/plain' } });
  }
  return new Response(await connectScript(), {
    headers: { ...headers, 'Content-Type': 'text/javascript; charset=utf-8' },
  });
}
