/** Scripts run only with the request's nonce. Styles may be inline: React and the toasts set style attributes. */
export function contentSecurityPolicy(nonce: string, isDevelopment: boolean): string {
  // React rebuilds server stacks with eval, in development only.
  const evaluation = isDevelopment ? " 'unsafe-eval'" : '';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${evaluation}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** The nonce of a policy as the proxy puts it into the request. */
export function nonceOf(policy: string): string {
  return /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
}
