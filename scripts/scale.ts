/** Generates years of work of one person (plans, steps and log rows) for tests and benchmarks of the pages. */
import postgres from 'postgres';
import { dataFolder } from '../lib/supabase/embedded/data-folder.ts';
import { runningUrl } from '../lib/supabase/embedded/postgres.ts';
import { placePostgres } from '../lib/supabase/embedded/postgres-place.ts';
import { loadSecrets } from '../lib/supabase/embedded/secrets.ts';

export interface Scale {
  plans: number;
  /** Nine tenths are spread over all plans; the last tenth belongs to the newest plan. */
  logs: number;
}

export interface Scaled {
  /** The plan with a tenth of all rows. */
  largestPlanId: string;
}

const STEPS = 6;

/** Returns the superuser's address of the database in a data folder whose server is running. */
export async function databaseUrlOf(dataDir: string): Promise<string> {
  const folder = dataFolder(dataDir);
  const url = await runningUrl(await placePostgres(folder), (await loadSecrets(folder)).databasePassword);
  if (!url) throw new Error(`No Postgres runs in ${dataDir}.`);
  return url;
}

/** Inserts without triggers, which would take minutes. The rows have no hashes, so the log does not verify. */
export async function insertScale(
  databaseUrl: string,
  userId: string,
  { plans, logs }: Scale,
): Promise<Scaled> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  const logsOfLargest = Math.floor(logs / 10);
  try {
    const id = await sql.begin(async (tx) => {
      await tx`set local session_replication_role = replica`;
      await tx`insert into public.deep_work_tasks (id, user_id, title, created_at, updated_at)
        select ${userId} || '-' || n, ${userId}, 'Task ' || n || ' of many', now() - n * interval '20 minutes', now() - n * interval '20 minutes'
        from generate_series(1, ${plans}::integer) n`;
      await tx`insert into public.agent_execution_plans
          (task_id, user_id, plan_type, status, current_step, total_steps, completed_steps, estimated_duration, plan_json, created_by,
           created_at, updated_at, started_at, completed_at)
        select ${userId} || '-' || n, ${userId}, (array['research', 'implementation', 'bug_fix', 'review'])[1 + n % 4], s.status,
          s.done + 1, ${STEPS}, s.done, 120, '{"steps": []}', (array['claude', 'codex', 'gemini'])[1 + n % 3], t.at, t.at + interval '1 hour',
          t.at, case when s.status = 'completed' then t.at + interval '1 hour' end
        from generate_series(1, ${plans}::integer) n
        cross join lateral (select now() - n * interval '20 minutes' - interval '1 hour' as at) t
        cross join lateral (select case when n % 40 = 1 then 'in_progress' when n % 40 = 2 then 'blocked' when n % 40 = 3 then 'failed'
          when n % 40 = 4 then 'pending' when n % 40 = 5 then 'cancelled' else 'completed' end as status) k
        cross join lateral (select k.status, case k.status when 'completed' then ${STEPS}::integer when 'pending' then 0 else 2 end as done) s`;
      await tx`insert into public.agent_execution_steps
          (plan_id, step_number, user_id, action, description, estimated_duration, depends_on, status, attempt, started_at, completed_at, updated_at)
        select p.id, n, ${userId}, (array['search', 'analyze', 'write', 'verify'])[1 + n % 4], 'Step ' || n || ' of a plan', 20,
          case when n > 1 then array[n - 1] else '{}' end, s.status, (n <= p.current_step)::integer,
          case when s.status <> 'pending' then p.created_at + (n - 1) * interval '10 minutes' end,
          case when s.status in ('completed', 'failed') then p.created_at + n * interval '10 minutes' end, p.updated_at
        from public.agent_execution_plans p cross join generate_series(1, ${STEPS}::integer) n
        cross join lateral (select case when n <= p.completed_steps then 'completed'
          when n = p.current_step and p.status in ('in_progress', 'blocked', 'failed') then p.status else 'pending' end as status) s
        where p.task_id like ${`${userId}-%`}`;
      const [largest] = await tx<{ id: string }[]>`
        select id from public.agent_execution_plans where task_id like ${`${userId}-%`} order by updated_at desc limit 1`;
      if (!largest) throw new Error('There are no plans.');
      await tx`with numbered as (
          select id, row_number() over (order by created_at) as place from public.agent_execution_plans where task_id like ${`${userId}-%`}
        )
        insert into public.agent_execution_logs
          (seq, plan_id, user_id, step_number, action_type, description, agent_confidence, error_message, after_state, actor_type, actor,
           created_at, hash)
        select nextval('public.agent_execution_logs_seq'), case when n > ${logs - logsOfLargest}::integer then ${largest.id} else p.id end, ${userId},
          1 + n % ${STEPS}, (array['start_step', 'tool_call', 'note', 'complete_step'])[1 + n % 4], 'Action ' || n || ' of many',
          case when n % 4 = 3 then 0.5 + (n % 50) / 100.0 end, case when n % 97 = 0 then 'It did not work' end,
          jsonb_build_object('exit_code', n % 2, 'output', repeat('x', 200)), 'agent', 'claude',
          now() - (${logs}::integer - n) * (${plans} * interval '20 minutes' / ${logs}), ''
        from generate_series(1, ${logs}::integer) n
        join numbered p on p.place = 1 + (n - 1) * ${plans}::bigint / ${logs}::bigint`;
      return largest.id;
    });
    await sql`vacuum analyze`;
    return { largestPlanId: id };
  } finally {
    await sql.end();
  }
}
