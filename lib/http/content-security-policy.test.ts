import { expect, it } from 'vitest';
import { contentSecurityPolicy } from './content-security-policy';

it('allows only inline scripts with the nonce', () => {
  const policy = contentSecurityPolicy('n0nce', false);
  const scripts = policy.split('; ').find((directive) => directive.startsWith('script-src'));
  expect(scripts).toBe("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
});

it('lets the page fetch from one more origin if one is given', () => {
  const fetches = (policy: string) => policy.split('; ').find((each) => each.startsWith('connect-src'));
  expect(fetches(contentSecurityPolicy('n', false))).toBe("connect-src 'self'");
  expect(fetches(contentSecurityPolicy('n', false, 'http://127.0.0.1:4711'))).toBe(
    "connect-src 'self' http://127.0.0.1:4711",
  );
});

it('allows eval only in development', () => {
  expect(contentSecurityPolicy('n', true)).toContain("'unsafe-eval'");
  expect(contentSecurityPolicy('n', false)).not.toContain('eval');
});
