/** Prints the welcome of `npm start`: the address, who can reach it, and who can sign up. */
import type { Backend } from '../lib/supabase/embedded/backend.ts';

export interface Welcome {
  /** The address to open. */
  origin: string;
  /** The address that the server listens on. */
  host: string;
  /** Whether only this machine can reach that address. */
  isLoopback: boolean;
  isSignUpOpen: boolean;
  trustedProxies: string[];
  isLocalOwnerBehindProxy: boolean;
  /** Null with an external Supabase. */
  backend: Pick<Backend, 'owner' | 'agentKey'> | null;
  readyIn: string;
}

const INDENT = ' '.repeat(12);

/** Returns whether other machines can reach the server. */
const isPublic = ({ isLoopback, trustedProxies }: Welcome) => !isLoopback || trustedProxies.length > 0;

function addressLines({ host, isLoopback, trustedProxies }: Welcome): string[] {
  const directly = isLoopback ? 'from this machine only' : `from every machine that reaches ${host}`;
  const through = trustedProxies.length > 0 ? `, and through the proxy at ${trustedProxies.join(', ')}` : '';
  return [`  Reach     ${directly}${through}`];
}

function signUpLines(start: Welcome): string[] {
  if (!start.isSignUpOpen) return ['  Sign-up   off (AES_SIGN_UP=on switches it on)'];
  const who = isPublic(start) ? 'who reaches this server' : 'on this machine';
  return [`  Sign-up   on: everyone ${who} can make an account (AES_SIGN_UP=off switches it off)`];
}

function signInLines(start: Welcome, { owner }: Pick<Backend, 'owner'>): string[] {
  const isOffered = start.isLoopback || start.isLocalOwnerBehindProxy;
  const how = isOffered
    ? '"Continue as local owner", or with'
    : 'with ("Continue as local owner" is not offered)';
  const open = start.isLocalOwnerBehindProxy
    ? [`${INDENT}(offered to everyone who comes through the proxy)`]
    : [];
  return [`  Sign in   ${how}`, ...open, `${INDENT}${owner.email}`, `${INDENT}${owner.password}`];
}

function agentLines(origin: string, { agentKey }: Pick<Backend, 'agentKey'>): string[] {
  if (!agentKey) return [];
  return [
    '',
    `  Agent key ${agentKey}`,
    '  Try it',
    `${INDENT}curl -H 'Authorization: Bearer ${agentKey}' ${origin}/api/v1/plans`,
  ];
}

export function welcome(start: Welcome): string {
  const { origin, backend, readyIn } = start;
  const lines = ['', `  Agent Execution System is ready in ${readyIn}`, '', `  Open      ${origin}`];
  if (!backend) {
    const data = [
      '  Data      the Supabase in NEXT_PUBLIC_SUPABASE_URL',
      '  Accounts  are in that Supabase, which decides who may sign up',
    ];
    return [...lines, ...addressLines(start), ...data, ''].join('\n');
  }
  return [
    ...lines,
    ...addressLines(start),
    ...signUpLines(start),
    ...signInLines(start, backend),
    ...agentLines(origin, backend),
    '',
    '  Stop with ctrl-c. Data stay in the data folder; `npm run reset` deletes them.',
    '',
  ].join('\n');
}
