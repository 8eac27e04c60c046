-- Example data for the first start: plans in every state, as agents and a person would have left them over three weeks.
-- Runs as the database owner for the oldest account. Without an account, or on a second run, it does nothing. Inserts
-- plans, log rows and context as the API does, so every chain verifies. Each plan starts after the last log row of the
-- plan before, so that the log is in order of time.

-- Sets the caller: an agent by name, or the person if agent is null.
create or replace function pg_temp.act_as(owner text, email text, agent text default null) returns void
language sql as $$
  select set_config('request.jwt.claims', jsonb_strip_nulls(jsonb_build_object(
    'sub', owner, 'email', email, 'agent_name', agent))::text, true)
$$;

create or replace function pg_temp.make_plan(
  task text, title text, kind text, at timestamptz, reasoning text, steps jsonb, task_category text default null
) returns uuid
language plpgsql as $$
declare
  v_id uuid := gen_random_uuid();
begin
  insert into public.deep_work_tasks (id, user_id, title, category, created_at, updated_at)
  values (task, private.caller_id(), title, task_category, at - interval '1 minute', at) on conflict do nothing;
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, created_by, created_at)
  values (v_id, task, kind, jsonb_build_object('steps', (
    select jsonb_agg(jsonb_build_object('step', place, 'action', s ->> 0, 'description', s ->> 1)
      || case when s ->> 2 is not null then jsonb_build_object('estimated_duration', (s ->> 2)::int) else '{}' end
      || coalesce(s -> 3, '{}') order by place)
    from jsonb_array_elements(steps) with ordinality e (s, place))), reasoning, private.caller_actor(), at);
  return v_id;
end
$$;

-- Inserts the log rows of one plan: [minutes since its creation, action, step, description, confidence, after_state,
-- error, before_state].
create or replace function pg_temp.log_rows(plan uuid, at timestamptz, rows jsonb) returns void
language sql as $$
  insert into public.agent_execution_logs
    (plan_id, created_at, action_type, step_number, description, agent_confidence, after_state, error_message, before_state, metadata)
  select plan, at + (r ->> 0)::numeric * interval '1 minute', r ->> 1, (r ->> 2)::int, coalesce(r ->> 3, ''), (r ->> 4)::real,
    nullif(r -> 5, 'null'), r ->> 6, nullif(r -> 7, 'null'),
    case when private.is_agent() and r ->> 1 in ('tool_call', 'complete_step', 'edit_file')
      then jsonb_build_object('model', 'large', 'tokens', 900 + 37 * place, 'cost', round(0.004 * place, 3)) else '{}' end
  from jsonb_array_elements(rows) with ordinality e (r, place) order by place
$$;

create or replace function pg_temp.remember(
  plan uuid, task text, at timestamptz, kind text, key text, value text, details jsonb default '{}', expires timestamptz default null
) returns void
language sql as $$
  insert into public.agent_context_memory
    (plan_id, task_id, user_id, context_type, context_key, context_value, metadata, expires_at, created_at, updated_at)
  values (plan, task, private.caller_id(), kind, key, value, details, expires, at, at)
$$;

do $$
declare
  v_owner text;
  v_email text;
  v_now timestamptz := date_trunc('minute', now());
  v_at timestamptz;
  v_plan uuid;
  v_subtask text;
begin
  if to_regclass('auth.users') is not null then
    execute 'select id::text, email from auth.users order by created_at, id limit 1' into v_owner, v_email;
  end if;
  if v_owner is null then
    raise notice 'There is no account yet, so no example data was made.';
    return;
  end if;
  if exists (select from public.deep_work_tasks where id = 'deep-1765060407236') then
    return;
  end if;

  -- Completed three weeks ago, faster than estimated.
  v_at := v_now - interval '20 days 3 hours';
  perform pg_temp.act_as(v_owner, v_email, 'claude');
  v_plan := pg_temp.make_plan('deep-1763300000001', 'Choose a job queue for the ledger import', 'research', v_at,
    'Three candidates are in use elsewhere in the company. I compare them on our own load before reading what others say.',
    '[["search", "List the queues already in use and their versions", 20], ["measure", "Replay a day of imports against each", 90],
      ["decide", "Write the recommendation with figures", 40]]', 'ledger');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [1, "start_step", 1, "Reading the service manifests"],
    [9, "tool_call", 1, "rg -l \"queue\" --type yaml", null, {"returncode": 0, "output": "billing/deploy.yaml\nledger/deploy.yaml\nmail/deploy.yaml"}],
    [13, "complete_step", 1, "Three queues are in use", 0.95, {"queues": 3}],
    [14, "start_step", 2, "Replaying Tuesday, the busiest day"],
    [41, "tool_call", 2, "bench --day 2 --queue a", 0.7, {"returncode": 0, "output": "\u001b[32m41,212 jobs/min\u001b[0m  p95 12 ms"}],
    [66, "tool_call", 2, "bench --day 2 --queue b", 0.7, {"returncode": 0, "output": "\u001b[33m18,034 jobs/min\u001b[0m  p95 44 ms"}],
    [80, "complete_step", 2, "The database queue is enough by a factor of six", 0.88, {"jobs_per_minute": 41212, "needed": 6800}],
    [81, "start_step", 3], [103, "complete_step", 3, "Recommendation written", 0.92, {"document": "docs/queue.md"}]]');
  perform pg_temp.remember(v_plan, null, v_at + interval '103 minutes', 'decision', 'job_queue',
    'Use the database as the queue: 41,212 jobs a minute measured, 6,800 needed.', '{"source": "own measurement"}');

  -- Completed, slower than estimated. One step failed and was retried.
  v_at := v_now - interval '13 days 6 hours';
  perform pg_temp.act_as(v_owner, v_email, 'codex');
  v_plan := pg_temp.make_plan('deep-1763900000002', 'Import last year''s ledger', 'implementation', v_at,
    'Import month by month so that a bad file costs one month, not the year.',
    '[["read", "Read the export format", 15], ["implement", "Write the importer", 60], ["run", "Import twelve months", 30],
      ["verify", "Compare the balances", 20]]', 'ledger');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [2, "start_step", 1], [16, "complete_step", 1, "Dates are day first, amounts in cents", 0.9, {"columns": 14}],
    [17, "start_step", 2],
    [55, "edit_file", 2, "Parse amounts as integers", 0.8, {"file": "import.py", "amount": "int(row[3])"}, null, {"file": "import.py", "amount": "float(row[3])"}],
    [96, "complete_step", 2, "Importer written and tested", 0.85, {"tests": 23}],
    [97, "start_step", 3],
    [118, "fail_step", 3, "Import stopped in March", 0.2, {"imported": 2}, "UnicodeDecodeError: byte 0xfc in march.csv, line 4,112"],
    [131, "reopen_step", 3, "The file is Latin-1: reading it so"], [132, "start_step", 3],
    [171, "complete_step", 3, "Twelve months imported", 0.9, {"rows": 48211}],
    [172, "start_step", 4], [190, "complete_step", 4, "Balances agree to the cent", 0.97, {"difference": 0}]]');
  perform pg_temp.remember(v_plan, null, v_at + interval '191 minutes', 'learning', 'march_encoding',
    'march.csv is Latin-1, every other month UTF-8. Detect the encoding per file.');

  -- Completed with help from a person. The steps have subtasks.
  v_at := v_now - interval '8 days 4 hours';
  perform pg_temp.act_as(v_owner, v_email, 'claude');
  v_plan := pg_temp.make_plan('deep-1764300000003', 'Move the blog to the new design', 'subtask_breakdown', v_at,
    'Small enough to be done in an afternoon once the images are sorted.',
    '[["collect", "Collect images without alternative text", 30], ["write", "Write the missing texts", 45], ["publish", "Publish and check on a phone", 15]]', 'website');
  perform pg_temp.log_rows(v_plan, v_at, '[[1, "start_step", 1], [19, "complete_step", 1, "37 images have none", 0.93, {"images": 37}], [20, "start_step", 2]]');
  for i in 1..3 loop
    -- The row below logs the creation in the plan at that time, so the trigger does not log it in the task.
    perform set_config('agent_execution.leads_subtask', 'yes', true);
    insert into public.deep_work_subtasks (task_id, title, estimated_time, completed, created_at, updated_at)
    select 'deep-1764300000003', s.description, s.estimated_duration, true,
      v_at + interval '20 minutes' + i * interval '2 seconds', v_at + interval '95 minutes'
    from public.agent_execution_steps s where s.plan_id = v_plan and s.step_number = i returning id into v_subtask;
    perform set_config('agent_execution.leads_subtask', '', true);
    insert into public.agent_execution_logs (plan_id, created_at, action_type, step_number, entity_id, description)
    values (v_plan, v_at + interval '20 minutes' + i * interval '2 seconds', 'create_subtask', i, v_subtask, 'Created a subtask for step ' || i);
  end loop;
  perform pg_temp.log_rows(v_plan, v_at, '[[74, "complete_step", 2, "All 37 written", 0.81, {"written": 37}]]');
  perform pg_temp.act_as(v_owner, v_email);
  perform pg_temp.log_rows(v_plan, v_at, '[[95, "complete_step", 3, "Published; looks right on my phone"]]');

  -- Failed: no attempts left.
  v_at := v_now - interval '6 days 2 hours';
  perform pg_temp.act_as(v_owner, v_email, 'gemini');
  v_plan := pg_temp.make_plan('deep-1764500000004', 'Fix the flaky login test', 'bug_fix', v_at,
    'It fails about once in forty runs, always in the second half of the hour.',
    '[["reproduce", "Make it fail on purpose", 20], ["fix", "Remove the cause", 30], ["verify", "Run it five hundred times", 25]]', 'quality');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [1, "start_step", 1], [26, "complete_step", 1, "Fails whenever the token expires during the test", 0.75, {"failures": 12, "runs": 500}],
    [27, "start_step", 2], [51, "complete_step", 2, "Token lifetime raised in the test", 0.6, {"file": "login.test.ts"}],
    [52, "start_step", 3],
    [88, "fail_step", 3, "Still fails", 0.15, {"failures": 3, "runs": 500}, "3 of 500 runs failed: expected 200, received 401 after 30.0 s"]]');

  -- Cancelled by the person.
  v_at := v_now - interval '5 days 7 hours';
  perform pg_temp.act_as(v_owner, v_email, 'cursor');
  v_plan := pg_temp.make_plan('deep-1764600000005', 'Rewrite the importer in another language', 'implementation', v_at,
    'It would be faster; whether it needs to be is open.', '[["measure", "Measure where the time goes", 30], ["port", "Port the parser", 180], ["switch", "Switch over", 45]]', 'ledger');
  perform pg_temp.log_rows(v_plan, v_at, '[[2, "start_step", 1], [24, "complete_step", 1, "92 % of the time is the database", 0.9, {"database": 0.92, "parser": 0.05}]]');
  perform pg_temp.act_as(v_owner, v_email);
  perform pg_temp.log_rows(v_plan, v_at, '[[47, "update_plan", null, "Not worth it: the parser is 5 % of the time", null, {"status": "cancelled"}]]');

  -- Paused by the person.
  v_at := v_now - interval '3 days 5 hours';
  perform pg_temp.act_as(v_owner, v_email, 'codex');
  v_plan := pg_temp.make_plan('deep-1764800000006', 'Review the access rules of the archive', 'review', v_at,
    'Rules first, then who really uses what.', '[["read", "Read the rules", 40], ["compare", "Compare with the access log", 60], ["report", "Report what can go", 30]]', 'security');
  perform pg_temp.log_rows(v_plan, v_at, '[[3, "start_step", 1], [52, "complete_step", 1, "214 rules, 31 of them for people who left", 0.87, {"rules": 214, "stale": 31}], [53, "start_step", 2]]');
  perform pg_temp.act_as(v_owner, v_email);
  perform pg_temp.log_rows(v_plan, v_at, '[[80, "update_plan", null, "Wait for the audit team", null, {"status": "paused"}]]');

  -- Blocked; the agent states the reason.
  v_at := v_now - interval '26 hours';
  perform pg_temp.act_as(v_owner, v_email, 'claude');
  v_plan := pg_temp.make_plan('deep-1764950000007', 'Reconcile the bank statements', 'implementation', v_at,
    'Match by amount and date first, by reference only what is left.',
    '[["fetch", "Fetch the statements", 10], ["match", "Match them with the ledger", 50], ["report", "List what is left over", 20]]', 'ledger');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [1, "start_step", 1], [8, "complete_step", 1, "Statements for four accounts", 0.94, {"accounts": 4}],
    [9, "start_step", 2], [31, "tool_call", 2, "match --by amount,date", 0.66, {"returncode": 0, "output": "matched 1,204 of 1,311"}],
    [44, "tool_call", 2, "match --by reference", null, {"returncode": 1, "output": "HTTP 401 from the bank''s API"}, "Exit code 1: HTTP 401"],
    [45, "block", 2, "The bank asks for a new consent", 0, null, "The bank''s consent expired yesterday; a person has to renew it."]]');
  perform pg_temp.remember(v_plan, null, v_at + interval '45 minutes', 'blockers', 'error_details', 'The bank''s consent expired yesterday; a person has to renew it.');

  -- Awaiting approval before the step that changes production.
  v_at := v_now - interval '7 hours';
  perform pg_temp.act_as(v_owner, v_email, 'codex');
  v_plan := pg_temp.make_plan('deep-1765010000008', 'Deploy the new importer', 'deployment', v_at,
    'Everything up to production runs by itself; production waits for a person.',
    '[["build", "Build and sign the image", 15], ["stage", "Run it on staging for an hour", 60], ["deploy", "Deploy to production", 10, {"requires_approval": true}], ["watch", "Watch the error rate", 30]]', 'ledger');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [1, "start_step", 1], [12, "complete_step", 1, "Image signed", 0.98, {"image": "importer:4.2.0"}],
    [13, "start_step", 2], [79, "complete_step", 2, "No errors in 66 minutes", 0.93, {"errors": 0, "imports": 412}]]');

  -- In progress, with parallel steps.
  v_at := v_now - interval '109 minutes';
  perform pg_temp.act_as(v_owner, v_email, 'cursor');
  v_plan := pg_temp.make_plan('deep-1765030000009', 'Prepare the quarterly report', 'research', v_at,
    'Figures and quotes do not depend on each other, so they are collected side by side.',
    '[["collect", "Collect the figures", 30, {"depends_on": []}], ["collect", "Collect quotes from the interviews", 45, {"depends_on": []}],
      ["write", "Write the draft", 60, {"depends_on": [1, 2]}], ["review", "Check every figure against its source", 30]]', 'reporting');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [1, "start_step", 1, "Reading the ledger"], [2, "start_step", 2, "Reading nine interviews"],
    [27, "complete_step", 1, "Eleven figures with their sources", 0.92, {"figures": 11}],
    [58, "tool_call", 2, "grep -c \"\" interviews/*.txt", 0.7, {"returncode": 0, "output": "interviews/01.txt:412\ninterviews/02.txt:377"}],
    [71, "complete_step", 2, "Fourteen quotes, five of them releasable", 0.78, {"quotes": 14, "releasable": 5}],
    [72, "start_step", 3, "Drafting"], [84, "note", 3, "The second chapter needs a figure that is not there yet", 0.5]]');
  perform pg_temp.remember(v_plan, null, v_at + interval '85 minutes', 'research', 'releasable_quotes',
    'Interviews 2, 3, 5, 7 and 9 may be quoted by name; the others only in substance.', '{"confirmed_by": "e-mail"}', v_now + interval '30 days');

  -- In progress for twenty minutes.
  v_at := v_now - interval '23 minutes';
  perform pg_temp.act_as(v_owner, v_email, 'claude');
  v_plan := pg_temp.make_plan('deep-1765050000010', 'Find why the nightly import doubled in time', 'bug_fix', v_at,
    'It doubled between the 3rd and the 4th. I look at what changed that night before I look at the code.',
    '[["search", "List what changed that night", 15], ["measure", "Profile one import", 30], ["fix", "Remove the cause", 40]]', 'ledger');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [1, "start_step", 1], [11, "complete_step", 1, "An index was dropped with the old column", 0.9, {"suspects": ["index", "vacuum"]}],
    [12, "start_step", 2, "Profiling the import of the 4th"],
    [15, "tool_call", 2, "explain analyze", 0.85, {"returncode": 0, "output": "Seq Scan on entries  (actual time=0.021..8123.4 rows=9214771)"}]]');

  -- The example from the product description: planned, ready to start.
  v_at := v_now - interval '6 minutes';
  v_plan := pg_temp.make_plan('deep-1765060407236', 'Make a first principle systems prompt', 'research', v_at,
    'Understand what exists and what our architecture demands first; the principles follow from both, and the prompt from them.',
    '[["research", "Research existing frameworks", 30], ["analyze", "Analyze SISO architecture", 45], ["extract", "Extract core principles", 60],
      ["design", "Design prompt structure", 90], ["create", "Create prompt template", 120], ["validate", "Validate with samples", 30]]', 'prompts');
  perform pg_temp.remember(v_plan, null, v_at + interval '1 minute', 'goal', 'main_goal', 'Create systems prompt for first-principles thinking');
  perform pg_temp.remember(v_plan, null, v_at + interval '2 minutes', 'dependencies', 'required_knowledge',
    'First-principles knowledge, SISO architecture, prompt engineering', '{"count": 3}');
  perform pg_temp.log_rows(v_plan, v_at, '[
    [3, "initialize", null, "Initialized context with research goals", 0.9, {"context_entries": 2}],
    [4, "note", 1, "Ready to execute step 1"]]');
  perform set_config('request.jwt.claims', '', true);
end
$$;
