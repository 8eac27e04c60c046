/** Who can do what with tasks, subtasks, plans, steps, versions and the log. */
import { APPROVERS, NO_CALLER, PEOPLE, READERS, type Rule, SERVICE, steps, WRITERS } from './policy-rule.ts';

export const workRules: Rule[] = [
  {
    policy: 'deep_work_tasks_select',
    what: "read the owner's task",
    can: READERS,
    attempt: (tx, { taskId }) => tx`select from deep_work_tasks where id = ${taskId}`,
  },
  {
    policy: 'deep_work_tasks_insert',
    what: 'create a task for the owner',
    can: WRITERS,
    attempt: (tx) => tx`insert into deep_work_tasks (user_id, title) values ('owner', 'New')`,
  },
  {
    policy: 'deep_work_tasks_update',
    what: "change the owner's task",
    can: WRITERS,
    attempt: (tx) => tx`update deep_work_tasks set title = 'Changed'`,
  },
  {
    policy: 'deep_work_tasks_update',
    what: "transfer the owner's task to another person",
    can: SERVICE,
    attempt: (tx) => tx`update deep_work_tasks set user_id = 'third'`,
  },
  {
    policy: 'deep_work_tasks_delete',
    what: "delete the owner's task",
    can: PEOPLE,
    attempt: (tx) => tx`delete from deep_work_tasks`,
  },
  {
    policy: 'deep_work_subtasks_select',
    what: "read the owner's subtask",
    can: READERS,
    attempt: (tx, { taskId }) => tx`select from deep_work_subtasks where task_id = ${taskId}`,
  },
  {
    policy: 'deep_work_subtasks_insert',
    what: "add a subtask to the owner's task",
    can: WRITERS,
    attempt: (tx, { taskId }) =>
      tx`insert into deep_work_subtasks (task_id, title) values (${taskId}, 'New')`,
  },
  {
    policy: 'deep_work_subtasks_update',
    what: "change the owner's subtask",
    can: WRITERS,
    attempt: (tx) => tx`update deep_work_subtasks set completed = true`,
  },
  {
    policy: 'deep_work_subtasks_update',
    what: "put the owner's subtask under another person's task",
    can: SERVICE,
    attempt: (tx, { othersTaskId }) => tx`update deep_work_subtasks set task_id = ${othersTaskId}`,
  },
  {
    policy: 'deep_work_subtasks_delete',
    what: "delete the owner's subtask",
    can: WRITERS,
    attempt: (tx) => tx`delete from deep_work_subtasks`,
  },
  {
    policy: 'agent_execution_plans_select',
    what: "read the owner's plan",
    can: READERS,
    attempt: (tx, { planId }) => tx`select from agent_execution_plans where id = ${planId}`,
  },
  {
    policy: 'agent_execution_plans_insert',
    what: "create a plan for the owner's task",
    can: WRITERS,
    attempt: (tx, { taskId }) => tx`select from agent_create_plan(${taskId}, 'research', ${steps(tx)})`,
  },
  {
    policy: 'agent_execution_plans_update',
    what: "pause the owner's plan",
    can: WRITERS,
    attempt: (tx) => tx`update agent_execution_plans set status = 'paused'`,
  },
  {
    policy: null,
    what: "change the owner's plan without a log row",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_execution_plans set completed_steps = 1`,
  },
  {
    policy: null,
    what: "transfer the owner's plan to another person",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_execution_plans set user_id = 'third'`,
  },
  {
    policy: 'agent_execution_plans_delete',
    what: "delete the owner's plan",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_execution_plans`,
  },
  {
    policy: 'agent_execution_steps_select',
    what: "read the owner's steps",
    can: READERS,
    attempt: (tx, { planId }) => tx`select from agent_execution_steps where plan_id = ${planId}`,
  },
  {
    policy: 'agent_plan_versions_select',
    what: "read the versions of the owner's plan",
    can: READERS,
    attempt: (tx, { planId }) => tx`select from agent_plan_versions where plan_id = ${planId}`,
  },
  {
    policy: null,
    what: "write a version of the owner's plan without a log row",
    can: NO_CALLER,
    attempt: (tx, { planId }) => tx`update agent_plan_versions set reason = 'New' where plan_id = ${planId}`,
  },
  {
    policy: null,
    what: "add a step to the owner's plan",
    can: NO_CALLER,
    attempt: (
      tx,
      { planId },
    ) => tx`insert into agent_execution_steps (plan_id, step_number, user_id, action, description)
      values (${planId}, 9, 'owner', 'work', 'New')`,
  },
  {
    policy: 'agent_execution_steps_update',
    what: "edit the owner's step",
    can: WRITERS,
    attempt: (tx) => tx`update agent_execution_steps set description = 'Changed'`,
  },
  {
    policy: 'agent_execution_steps_update',
    what: "approve the owner's gated step by an update",
    can: APPROVERS,
    attempt: (tx) => tx`update agent_execution_steps set status = 'pending'`,
  },
  {
    policy: 'agent_execution_steps_update',
    what: "reject the owner's gated step by an update",
    can: APPROVERS,
    attempt: (tx) => tx`update agent_execution_steps set status = 'blocked', error_message = 'No'`,
  },
  {
    policy: null,
    what: "change the owner's step without a log row",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_execution_steps set attempt = 5`,
  },
  {
    policy: null,
    what: "delete the owner's step",
    can: NO_CALLER,
    attempt: (tx) => tx`delete from agent_execution_steps`,
  },
  {
    policy: 'agent_execution_logs_select',
    what: "read the owner's log",
    can: READERS,
    attempt: (tx, { planId }) => tx`select from agent_execution_logs where plan_id = ${planId}`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "append to the log of the owner's plan",
    can: WRITERS,
    attempt: (tx, { planId }) =>
      tx`insert into agent_execution_logs (plan_id, action_type) values (${planId}, 'note')`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "append to the log of the owner's task",
    can: WRITERS,
    attempt: (tx, { taskId }) =>
      tx`insert into agent_execution_logs (task_id, action_type) values (${taskId}, 'note')`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "approve the owner's gated step",
    can: APPROVERS,
    attempt: (tx, { planId }) => tx`select from agent_move_step(${planId}, 1, 'approve_step')`,
  },
  {
    policy: 'agent_execution_logs_insert',
    what: "reject the owner's gated step",
    can: APPROVERS,
    attempt: (tx, { planId }) => tx`select from agent_move_step(${planId}, 1, 'reject_step', 'No')`,
  },
  {
    policy: null,
    what: "change the owner's log",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_execution_logs set description = 'forged'`,
  },
  {
    policy: null,
    what: "delete from the owner's log",
    can: NO_CALLER,
    attempt: (tx) => tx`delete from agent_execution_logs`,
  },
  {
    policy: 'agent_usage_select',
    what: "read the owner's usage",
    can: READERS,
    attempt: (tx) => tx`select from agent_usage`,
  },
  {
    policy: null,
    what: "change the owner's usage",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_usage set cost_usd = 0`,
  },
  {
    policy: 'agent_messages_select',
    what: "read messages to the agent of the owner's plan",
    can: READERS,
    attempt: (tx) => tx`select from agent_messages`,
  },
  {
    policy: null,
    what: "change a message to the agent of the owner's plan",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_messages set body = 'Go on'`,
  },
  {
    policy: null,
    what: "send a message to the agent of the owner's plan",
    can: APPROVERS,
    attempt: (tx, { planId }) => tx`select agent_send_message(${planId}, 'Use the other library')`,
  },
  {
    policy: null,
    what: "take the messages to the agent of the owner's plan",
    can: WRITERS,
    attempt: (tx, { planId }) => tx`select agent_take_messages(${planId})`,
  },
  {
    policy: 'agent_decisions_select',
    what: "read the owner's decisions",
    can: READERS,
    attempt: (tx) => tx`select from agent_decisions`,
  },
  {
    policy: null,
    what: "change the owner's decisions",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_decisions set status = 'withdrawn'`,
  },
];
