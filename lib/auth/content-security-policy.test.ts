import { expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy';

it('lets no inline script run but those with the nonce', () => {
  const policy = contentSecurityPolicy('n0nce', false);
  const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
});

it('allows eval in development alone', () => {
  expect(contentSecurityPolicy('n', true)).toContain("'unsafe-eval'");
  expect(contentSecurityPolicy('n', false)).not.toContain('eval');
});
