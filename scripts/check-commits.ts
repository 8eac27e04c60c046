/**
 * Checks the subjects of the commits since the rule was introduced. Passes without a history to read: without git, or
 * in an unpacked archive, even one inside another repository.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { subjectProblem } from './commit-subject.ts';

/** The newest commit that is exempt. If main has a wrong subject, which can no longer be reworded, put that commit here. */
const BASE = '4acbcdbc071b11b42c7e2883279b84799fd3a0dc';

function git(folder: string, args: string[]): string | null {
  const { status, stdout } = spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

/**
 * Returns the commits to check. A shallow clone without the base has only newer commits, so all of them count. A
 * complete history without the base was rewritten, so only its newest commit counts.
 */
function commitRange(folder: string, base: string): string[] {
  if (git(folder, ['cat-file', '-e', `${base}^{commit}`]) !== null) return [`${base}..HEAD`];
  const isShallow = git(folder, ['rev-parse', '--is-shallow-repository']) === 'true';
  return isShallow ? ['HEAD'] : ['--max-count=1', 'HEAD'];
}

/** Returns one line for each commit whose subject breaks the rule, newest first. Skips merge commits, because git writes their subjects. */
export function findWrongSubjects(folder: string, base = BASE): string[] {
  if (!existsSync(join(folder, '.git'))) return [];
  const log = git(folder, ['log', '--no-merges', '--format=%h %s', ...commitRange(folder, base)]);
  return (log ?? '')
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => {
      const space = line.indexOf(' ');
      const subject = line.slice(space + 1);
      const problem = subjectProblem(subject);
      return problem ? [`${line.slice(0, space)} "${subject}" ${problem}`] : [];
    });
}

if (import.meta.main) {
  const wrong = findWrongSubjects(process.cwd());
  for (const line of wrong) console.log(`  ${line}`);
  if (wrong.length > 0) console.log('  Reword them: git commit --amend, or git rebase --interactive.');
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
