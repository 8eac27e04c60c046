/** The hash chains of the log: reads their newest hashes and verifies every row. */
import type postgres from 'postgres';
import { BackupError } from './format.ts';

export const CHAIN_COLUMNS = ['kind', 'id', 'rows', 'last_seq', 'last_hash'];

/** The newest row of every chain: of each plan, each task, and each owner for rows that belong to neither. */
export const CHAIN_HEADS = `
  select h.kind, h.id, h.rows, h.last_seq, l.hash as last_hash
  from (
    select case when plan_id is not null then 'plan' when task_id is not null then 'task' else 'owner' end as kind,
      coalesce(plan_id::text, task_id, user_id) as id, count(*) as rows, max(seq) as last_seq
    from public.agent_execution_logs group by 1, 2
  ) h join public.agent_execution_logs l on l.seq = h.last_seq
  order by 1, 2`;

const BROKEN_ROW = `
  select r.seq from (
    select l.seq, l.prev_hash, l.hash, private.log_hash(l) as computed,
      lag(l.hash) over (partition by l.plan_id, l.task_id, case when l.plan_id is null and l.task_id is null then l.user_id end order by l.seq) as before
    from public.agent_execution_logs l
  ) r
  where r.hash is distinct from r.computed or r.prev_hash is distinct from r.before
  order by r.seq limit 1`;

const OTHER_HEAD = `
  select coalesce(f.kind, d.kind) as kind, coalesce(f.id, d.id) as id
  from pg_temp.chain_heads f full join (${CHAIN_HEADS}) d on d.kind = f.kind and d.id = f.id
  where (f.rows, f.last_seq, f.last_hash) is distinct from (d.rows, d.last_seq, d.last_hash)
    or f.id is null or d.id is null
  limit 1`;

const OTHER_PLAN_HEAD = `
  select p.id from public.agent_execution_plans p
  left join lateral (
    select l.seq, l.hash from public.agent_execution_logs l where l.plan_id = p.id order by l.seq desc limit 1
  ) n on true
  where (p.last_seq, p.last_hash) is distinct from (n.seq, n.hash) limit 1`;

/** Creates the table for the section of chain heads. */
export async function prepareChainHeads(sql: postgres.ReservedSql): Promise<void> {
  await sql`create temporary table chain_heads (kind text, id text, rows bigint, last_seq bigint, last_hash text)`;
}

/**
 * Computes every hash of the log again and compares the newest with those of the file. Throws BackupError if they
 * differ; returns the number of chains.
 */
export async function verifyChains(sql: postgres.ReservedSql): Promise<number> {
  const refuse = (what: string) =>
    new BackupError(
      `${what}: the backup was altered after it was made. Nothing was restored. Use another backup.`,
    );
  const [row] = await sql.unsafe<{ seq: string }[]>(BROKEN_ROW);
  if (row) throw refuse(`Log row ${row.seq} does not fit its hash chain`);
  const [head] = await sql.unsafe<{ kind: string; id: string }[]>(OTHER_HEAD);
  if (head)
    throw refuse(`The chain of ${head.kind} ${head.id} does not end with the hash that the file names`);
  const [plan] = await sql.unsafe<{ id: string }[]>(OTHER_PLAN_HEAD);
  if (plan) throw refuse(`Plan ${plan.id} does not have the hash of its newest log row`);
  const [counted] = await sql<{ chains: number }[]>`select count(*)::int as chains from pg_temp.chain_heads`;
  return counted?.chains ?? 0;
}
