'use client';

import { useEffect, useState } from 'react';

/** The proof of lib/auth/local-proof.ts: null while it loads, `unreachable` from another machine. */
export type LocalProof = { secret: string } | 'unreachable' | null;

async function fetchProof(origin: string): Promise<LocalProof> {
  try {
    const response = await fetch(origin);
    return response.ok ? { secret: await response.text() } : 'unreachable';
  } catch {
    return 'unreachable';
  }
}

/** Fetches the proof from `origin` once; without an origin no proof is needed. */
export function useLocalProof(origin: string | null): LocalProof {
  const [proof, setProof] = useState<LocalProof>(origin === null ? { secret: '' } : null);
  useEffect(() => {
    if (origin !== null) void fetchProof(origin).then(setProof);
  }, [origin]);
  return proof;
}
