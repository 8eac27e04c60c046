/**
 * The operations of `/auth/v1` that clients may use; every other address is 404. `@supabase/lite` has more: one-time
 * codes, magic links and recovery without a limit of attempts, which let a stranger take over an account.
 */

export type AuthOperation = 'sign-up' | 'sign-in' | 'refresh' | 'user' | 'sign-out';

const operations = new Map<string, AuthOperation>([
  ['/auth/v1/signup', 'sign-up'],
  ['/auth/v1/token?grant_type=password', 'sign-in'],
  ['/auth/v1/token?grant_type=refresh_token', 'refresh'],
  ['/auth/v1/user', 'user'],
  ['/auth/v1/logout', 'sign-out'],
]);

/** Returns the operation at an address, which must match exactly; null for any other address. */
export function authOperationAt({ pathname, search }: URL): AuthOperation | null {
  // Lite parses queries differently. A single plain parameter makes the grant unambiguous.
  return operations.get(pathname) ?? operations.get(pathname + search) ?? null;
}

/** Returns whether an address belongs to the data API. */
export function isDataAddress({ pathname }: URL): boolean {
  return pathname === '/rest/v1' || pathname.startsWith('/rest/v1/');
}
