/**
 * Returns the policy: scripts run only with the request's nonce. Styles may be inline, because React sets style attributes. `connectTo`
 * is an origin that the page may fetch from besides its own.
 */
export function contentSecurityPolicy(
  nonce: string,
  isDevelopment: boolean,
  connectTo: string | null = null,
): string {
  // React rebuilds server stacks with eval, in development only.
  const evaluation = isDevelopment ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${connectTo === null ? '' : ` ${connectTo}`}`,
    // The service worker of notifications.
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Returns the nonce of a policy, as the proxy sets it in the request. */
export function nonceOf(policy: string): string {
  return /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
}
