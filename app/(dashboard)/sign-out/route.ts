import { signOut } from '@/lib/auth/sign-in';
import { isCrossSite } from '@/lib/http/same-origin';

export async function POST(request: Request): Promise<Response> {
  if (isCrossSite(request.headers)) return new Response('Cross-site requests are refused.', { status: 403 });
  await signOut();
  return new Response(null, { status: 303, headers: { Location: '/login' } });
}
