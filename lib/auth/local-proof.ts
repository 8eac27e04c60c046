/**
 * Proves that a browser runs on this machine. The server opens a second, random port on loopback and answers there with a secret, which
 * the form of the local owner sends along. A proxy or tunnel forwards only the configured port, so no client behind one reaches it.
 */
import { timingSafeEqual } from 'node:crypto';

declare global {
  // Next bundles this module several times; all copies share the proof.
  var localProof: { origin: string; secret: string } | undefined;
}

/** Returns the origin at which a browser on this machine gets the proof; null where none is served. */
export function localProofOrigin(): string | null {
  return globalThis.localProof?.origin ?? null;
}

/** Returns whether a value is the proof, in constant time. */
export function isLocalProof(value: unknown): boolean {
  const secret = globalThis.localProof?.secret;
  if (secret === undefined || typeof value !== 'string') return false;
  const [given, expected] = [Buffer.from(value), Buffer.from(secret)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
