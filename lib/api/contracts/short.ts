/** The fields of each noun in the short view, the default for agent keys. */

export const shortTask = ['id', 'title', 'priority', 'completed', 'due_date'];
export const newTask = ['id', 'title'];

export const shortPlan = [
  'id',
  'task_id',
  'task_title',
  'plan_type',
  'status',
  'completed_steps',
  'total_steps',
];
export const newPlan = ['id', 'status', 'total_steps'];
export const changedPlan = ['id', 'status', 'current_step', 'completed_steps', 'total_steps', 'version'];

export const shortStep = [
  'step_number',
  'action',
  'description',
  'status',
  'is_ready',
  'error_message',
  'result',
  'not_before',
  'graph_hash',
];

const shortLog = [
  'seq',
  'created_at',
  'step_number',
  'action_type',
  'description',
  'error_message',
  'agent_confidence',
  'metadata.occurred_at',
];
export const shortPlanLog = shortLog;
export const shortLogs = ['plan_id', 'task_id', ...shortLog];
export const newLog = ['id', 'seq'];

export const shortContext = [
  'id',
  'plan_id',
  'task_id',
  'context_type',
  'context_key',
  'context_value',
  'updated_at',
];
export const newContext = ['id', 'version'];

const within = (name: string, fields: readonly string[]) => fields.map((field) => `${name}.${field}`);

export const shortSearch = [
  ...within('entries', ['id', 'context_type', 'context_key', 'snippet', 'score', 'task_title']),
  'found',
  'next_cursor',
];

export const shortContextEntry = within('entry', [
  'id',
  'context_type',
  'context_key',
  'context_value',
  'metadata',
  'version',
  'expires_at',
  'updated_at',
]);

export const shortPlanWithDetails = [
  'id',
  'task',
  'plan_type',
  'status',
  'agent_reasoning',
  'completed_steps',
  'total_steps',
  ...within('steps', shortStep),
  ...within('parent', ['plan_id', 'step_number']),
  ...within('sub_plans', ['plan_id', 'step_number', 'status']),
  ...within('leases', ['step_number', 'lease_owner', 'liveness', 'seconds_left', 'activity']),
  ...within('logs', shortLog),
  ...within('context', ['id', 'context_type', 'context_key', 'context_value']),
];

export const shortClaim = [
  ...within('step', ['step_number', 'action', 'description', 'attempt', 'error_message']),
  ...within('plan', ['id', 'plan_type', 'status', 'completed_steps', 'total_steps']),
  'lease_token',
  'lease_expires_at',
  'seconds_left',
  'ask_again_at',
  'ask_again_in_seconds',
  'messages',
];
