/** Whether a request comes from another site's page, as browsers tell by Sec-Fetch-Site or Origin. */
export function isCrossSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.get('host');
}

const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether the address that was asked for is this machine's own. */
export function namesLoopback(headers: Headers): boolean {
  return LOOPBACK_HOST.test(headers.get('host') ?? '');
}

/** Whether a proxy was asked for another address than it asks for. */
export function isForwarded(headers: Headers): boolean {
  return headers.has('x-forwarded-host') && headers.get('x-forwarded-host') !== headers.get('host');
}
