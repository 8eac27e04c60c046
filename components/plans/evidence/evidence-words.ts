import type { PlanEvidence } from '@/lib/agent-execution/evidence';

export function hasEvidence({
  claims,
  commands,
  tests,
  files,
  commits,
  loops,
  usage,
}: PlanEvidence): boolean {
  return (
    [claims, files, commits, usage].some((list) => list.length > 0) || commands.runs + tests.runs + loops > 0
  );
}

/** Returns a path relative to a folder if it is below it. */
export function relativePath(path: string, folder: string | undefined): string {
  const root = folder?.replace(/[\\/]+$/, '');
  return root && path.startsWith(root) && /[\\/]/.test(path.charAt(root.length))
    ? path.slice(root.length + 1)
    : path;
}

/** Returns `exit code 1`; a client may not report the code. */
export function testResult({ exit_code, is_failed }: NonNullable<PlanEvidence['newest_test']>): string {
  if (typeof exit_code === 'number') return `exit code ${exit_code}`;
  return is_failed ? 'failed' : 'exit code unknown';
}
