-- Action types: which of them a caller may log. Some are reserved for the database. A caller that wrote those, or names
-- that look like them, could log a change that never happened.

-- Removes what a reader does not notice: case, everything but letters and digits, and differences between letters,
-- digits and pairs that look alike.
create or replace function private.action_skeleton(action_type text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return replace(replace(replace(translate(regexp_replace(lower(action_type), '[^a-z0-9|]', '', 'g'), 'i1|0568',
    'lllosbb'), 'cl', 'd'), 'rn', 'm'),
    'vv', 'w');
end
$$;
comment on function private.action_skeleton(text) is
  'Returns an action type as a reader perceives it: names with the same skeleton look alike.';

create or replace function private.known_action(skeleton text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case skeleton
    when 'startstep' then 'start_step' when 'completestep' then 'complete_step' when 'fallstep' then 'fail_step'
    when 'sklpstep' then 'skip_step' when 'reopenstep' then 'reopen_step' when 'block' then 'block'
    when 'approvestep' then 'approve_step' when 'rejectstep' then 'reject_step'
    when 'releasestep' then 'release_step' when 'redalmstep' then 'reclaim_step'
    when 'edltstep' then 'edit_step' when 'addstep' then 'add_step' when 'reordersteps' then 'reorder_steps'
    when 'replan' then 'replan' when 'updateplan' then 'update_plan'
    when 'createplan' then 'create_plan' when 'deleteplan' then 'delete_plan' when 'lmportplan' then 'import_plan'
    when 'lmporttask' then 'import_task' when 'lmporteverythlng' then 'import_everything'
    when 'createsubplan' then 'create_sub_plan' when 'deletesubplan' then 'delete_sub_plan'
    when 'setcontext' then 'set_context' when 'deletecontext' then 'delete_context'
    when 'createtask' then 'create_task' when 'updatetask' then 'update_task' when 'completetask' then 'complete_task'
    when 'reopentask' then 'reopen_task' when 'deletetask' then 'delete_task'
    when 'createsubtask' then 'create_subtask' when 'updatesubtask' then 'update_subtask'
    when 'completesubtask' then 'complete_subtask' when 'reopensubtask' then 'reopen_subtask'
    when 'deletesubtask' then 'delete_subtask'
    when 'sendmessage' then 'send_message' when 'dellvermessage' then 'deliver_message'
    when 'budgetwamlng' then 'budget_warning' when 'budgetreached' then 'budget_reached'
    when 'shareplan' then 'share_plan' when 'revokeshare' then 'revoke_share'
    when 'requestdedslon' then 'request_decision' when 'makededslon' then 'make_decision'
    when 'dosededslon' then 'close_decision' when 'undomove' then 'undo_move'
  end;
end
$$;
comment on function private.known_action(text) is
  'Returns the built-in action type with this skeleton; null for a custom name.';

create or replace function private.is_action_name(action_type text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return action_type ~ '^[!-~]([ -~]*[!-~])?$';
end
$$;
comment on function private.is_action_name(text) is
  'Returns whether an action type is printable ASCII without leading or trailing spaces.';

-- Allows two typing errors in a long name and none in a short one, because too many other words are close to a short
-- name.
create or replace function private.near_action(word text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select n.action_type
    from (values ('start_step', 'startstep', 1), ('complete_step', 'completestep', 2), ('fail_step', 'failstep', 1),
      ('skip_step', 'skipstep', 1),
      ('reopen_step', 'reopenstep', 1), ('approve_step', 'approvestep', 1), ('reject_step', 'rejectstep', 1),
      ('release_step', 'releasestep', 1),
      ('edit_step', 'editstep', 1), ('add_step', 'addstep', 1), ('reorder_steps', 'reordersteps', 2),
      ('update_plan', 'updateplan', 1),
      ('create_subtask', 'createsubtask', 2)) n (action_type, folded, slips)
    -- A letter that only one of the words has costs at least one edit. This test is cheap and decides most cases.
    where case when abs(length(n.folded) - length(word)) <= n.slips and length(translate(word, n.folded, '')) <= n.slips
      and length(translate(n.folded, word, '')) <= n.slips then private.edit_distance(word, n.folded) <= n.slips end
    limit 1
  );
end
$$;
comment on function private.near_action(text) is
  'Returns the moving action that is one or two typing errors away from a folded word; null if there is none.';

create or replace function private.intended_action(action_type text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_word constant text := private.fold_name(action_type);
begin
  return case
    when v_word in ('start', 'started', 'begin', 'begun', 'beginstep', 'stepstart', 'stepstarted', 'startedstep')
      then 'start_step'
    when v_word in ('complete', 'completed', 'done', 'finish', 'finished', 'finishstep', 'finishedstep',
      'completedstep', 'stepcomplete',
      'stepcompleted', 'stepdone', 'stepfinish', 'stepfinished', 'markcomplete', 'markcompleted', 'markdone',
      'markstepcomplete', 'markstepdone', 'endstep', 'success', 'succeed', 'succeeded', 'stepsucceeded')
      then 'complete_step'
    when v_word in ('fail', 'failed', 'failedstep', 'stepfail', 'stepfailed') then 'fail_step'
    when v_word in ('skip', 'skipped', 'skippedstep', 'stepskip', 'stepskipped') then 'skip_step'
    when v_word in ('reopen', 'reopened', 'reopenedstep', 'stepreopen', 'stepreopened', 'retrystep', 'restartstep',
      'resetstep') then 'reopen_step'
    when v_word in ('blocked', 'blockstep', 'blockedstep', 'stepblock', 'stepblocked', 'blockplan', 'planblocked')
      then 'block'
    when v_word in ('approve', 'approved', 'approvedstep', 'stepapprove', 'stepapproved') then 'approve_step'
    when v_word in ('reject', 'rejected', 'rejectedstep', 'stepreject', 'steprejected') then 'reject_step'
    when v_word in ('releasedstep', 'steprelease', 'stepreleased', 'giveupstep', 'unclaimstep') then 'release_step'
    when v_word in ('updatestep', 'changestep', 'modifystep', 'editedstep', 'stepedited', 'stepupdated')
      then 'edit_step'
    when v_word in ('addedstep', 'stepadd', 'stepadded', 'newstep', 'createstep', 'insertstep', 'appendstep')
      then 'add_step'
    when v_word in ('reorder', 'reordered', 'stepsreordered', 'movestep', 'movesteps') then 'reorder_steps'
    when v_word in ('replanned', 'planreplanned', 'revertplan') then 'replan'
    when v_word in ('pause', 'paused', 'pauseplan', 'planpaused', 'cancel', 'cancelled', 'canceled', 'cancelplan',
      'plancancelled', 'plancanceled',
      'resume', 'resumed', 'resumeplan', 'planresumed', 'startplan', 'planstarted', 'completeplan', 'plancomplete',
      'plancompleted', 'finishplan',
      'planfinished', 'failplan', 'planfailed', 'planupdate', 'planupdated', 'updatedplan', 'setstatus', 'updatestatus',
      'statusupdate',
      'updateplanstatus', 'setplanstatus') then 'update_plan'
    when v_word in ('addsubtask', 'newsubtask', 'subtaskcreated', 'createdsubtask', 'makesubtask') then 'create_subtask'
    else private.near_action(v_word)
  end;
end
$$;
comment on function private.intended_action(text) is
  'Returns the moving action that a word stands for or misspells; null for any other word.';

create or replace function private.is_custom_action(action_type text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return private.is_action_name(action_type) and private.known_action(private.action_skeleton(action_type)) is null
    and private.intended_action(action_type) is null;
end
$$;
comment on function private.is_custom_action(text) is
  'Returns whether an action type is a custom name: it neither is, resembles nor stands for a built-in name.';

create or replace function private.check_action(action_type text, plan_id uuid) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_known constant text := private.known_action(private.action_skeleton(action_type));
  v_intended constant text := case when v_known is null then private.intended_action(action_type) end;
begin
  if not private.is_action_name(action_type) then
    raise exception using errcode = 'AE400',
      message = 'action_type must be printable ASCII without leading or trailing spaces.',
      hint = 'Use letters, digits and _, as in search or complete_step. Put other text into description.';
  end if;
  if v_intended is not null then
    raise exception using errcode = 'AE400',
      message = format('A row with the action_type %s moves nothing; did you mean %s?', quote_literal(action_type),
        v_intended),
      hint = case v_intended when 'update_plan'
        then 'Update the status of the plan, or choose an unrelated name, such as note.'
        else format('Send %s to move the step, or choose an unrelated name, such as note.', v_intended) end;
  end if;
  if v_known is null then
    return;
  end if;
  if v_known <> action_type then
    raise exception using errcode = 'AE400', message = format('The action_type %s looks like %s.',
      quote_literal(action_type), v_known),
      hint = format('Send %s if you mean it, or choose another name.', v_known);
  end if;
  if action_type ~ '_(task|context|decision)$' or action_type in ('create_plan', 'delete_plan', 'import_plan',
    'import_everything', 'create_sub_plan', 'delete_sub_plan',
      'send_message', 'deliver_message', 'budget_warning', 'budget_reached', 'share_plan', 'revoke_share',
      'undo_move')
    or (action_type ~ '_subtask$' and (action_type <> 'create_subtask' or plan_id is null))
  then
    raise exception using errcode = 'AE400', message = format('Only the database may log %s.',
      action_type),
      hint = case action_type when 'undo_move' then 'Undo the move (agent_undo_move), and the database adds the row.'
        else 'Change the task, subtask, plan or context, or send the message, and the database adds the row. To log '
          'create_subtask, send a plan_id.' end;
  end if;
end
$$;
comment on function private.check_action(text, uuid) is
  'Raises AE400 for an action type that a caller may not log: a reserved one, one that resembles or stands for a '
  'built-in name, or an invalid name.';
