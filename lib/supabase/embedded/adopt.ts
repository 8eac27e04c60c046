/**
 * Upgrades data of the last version before the first release. Its 85 migrations made the tables of the baseline; the code around them is
 * replaced.
 */
import { dropCode } from './drop-code.ts';
import type { Statement } from './split-sql.ts';

/** The version of the migration with the tables of 0.1.0. */
export const BASELINE = '20261129000000';
const LAST_PRE_RELEASE = '20261101001950';
const PRE_RELEASE_COUNT = 85;

/** Returns whether these are the migrations of that version. Earlier versions have fewer, and other tables. */
export function isPreRelease(applied: readonly { version: string }[]): boolean {
  const versions = applied.map(({ version }) => version).sort();
  return versions.length === PRE_RELEASE_COUNT && versions.at(-1) === LAST_PRE_RELEASE;
}

/** Returns the statements that replace the baseline on such data: its functions, because tables need them, and its comments. */
export function adopt(baseline: readonly Statement[]): Statement[] {
  const isRepeatable = ({ text }: Statement) => /^(?:create or replace function|comment on)\b/.test(text);
  return [
    { text: dropCode, line: 1 },
    { text: 'delete from supabase_migrations.schema_migrations', line: 1 },
    ...baseline.filter(isRepeatable),
  ];
}
