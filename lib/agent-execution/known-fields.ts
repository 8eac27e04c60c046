/**
 * The fields that the service accepts, by method and argument. Without this list a misspelled field of a caller without TypeScript would
 * be ignored. The database itself refuses unknown fields of steps, log rows in lists, entries, tasks, templates and rules.
 */
import { AgentExecutionError } from './agent-execution.error';
import type {
  AddLogInput,
  CreatePlanInput,
  DecideStepOptions,
  MoveStepOptions,
  QueryContextInput,
  QueryLogsInput,
  QueryPlansInput,
  SetContextInput,
  StartStepOptions,
  UndoMoveOptions,
  UpdatePlanInput,
} from './agent-execution.types';
import type { PlanAnalyticsInput } from './analytics.types';
import type { ContextPackInput } from './context-pack';
import type { SearchContextInput } from './context-search';
import type { AskInput, DecideOptions, ListDecisionsQuery } from './decisions';
import type { ClaimStepInput } from './leases';
import { unknownField } from './near-miss';
import type { QueryTasksInput } from './tasks';

/** Returns the fields of a type; the compiler checks that none is missing. */
const fieldsOf = <T>(fields: { [Name in keyof Required<T>]: 1 }) => Object.keys(fields);

const page = { limit: 1, cursor: 1 } as const;
const dates = { start_date: 1, end_date: 1, time_zone: 1 } as const;
const move = {
  description: 1,
  result: 1,
  agent_confidence: 1,
  error_message: 1,
  metadata: 1,
  agent_name: 1,
} as const;
const moveStep = fieldsOf<MoveStepOptions>({ ...move, lease_token: 1 });
const decideStep = fieldsOf<DecideStepOptions>({ ...move, lease_token: 1, graph_hash: 1 });

/** Index of the argument and its fields, by method. */
const knownFields: Record<string, [place: number, fields: readonly string[]]> = {
  createPlan: [
    0,
    fieldsOf<CreatePlanInput>({
      task_id: 1,
      plan_type: 1,
      steps: 1,
      reasoning: 1,
      metadata: 1,
      parent_plan_id: 1,
      parent_step_number: 1,
    }),
  ],
  ask: [
    0,
    fieldsOf<AskInput>({
      plan_id: 1,
      question: 1,
      kind: 1,
      options: 1,
      request: 1,
      step_number: 1,
      deadline_seconds: 1,
      decision_key: 1,
      agent_name: 1,
    }),
  ],
  decide: [2, fieldsOf<DecideOptions>({ message: 1, input: 1, answers: 1, hash: 1 })],
  listDecisions: [0, fieldsOf<ListDecisionsQuery>({ status: 1, plan_id: 1, limit: 1 })],
  queryPlans: [
    0,
    fieldsOf<QueryPlansInput>({
      status: 1,
      plan_type: 1,
      task_id: 1,
      search: 1,
      order: 1,
      ...dates,
      ...page,
    }),
  ],
  updatePlan: [0, fieldsOf<UpdatePlanInput>({ plan_id: 1, status: 1, current_step: 1, agent_reasoning: 1 })],
  startStep: [2, fieldsOf<StartStepOptions>({ ...move, lease_seconds: 1 })],
  completeStep: [2, moveStep],
  failStep: [2, moveStep],
  skipStep: [2, moveStep],
  reopenStep: [2, moveStep],
  releaseStep: [2, moveStep],
  approveStep: [2, decideStep],
  rejectStep: [2, decideStep],
  undoMove: [2, fieldsOf<UndoMoveOptions>({ moved_at: 1, description: 1, agent_name: 1 })],
  listLeases: [0, ['plan_id']],
  claimNextStep: [
    0,
    fieldsOf<ClaimStepInput>({
      plan_id: 1,
      task_id: 1,
      plan_type: 1,
      lease_seconds: 1,
      claim_key: 1,
      agent_name: 1,
    }),
  ],
  heartbeat: [3, ['lease_seconds']],
  addLog: [
    0,
    fieldsOf<AddLogInput>({
      plan_id: 1,
      task_id: 1,
      step_number: 1,
      action_type: 1,
      entity_id: 1,
      description: 1,
      before_state: 1,
      after_state: 1,
      agent_confidence: 1,
      error_message: 1,
      metadata: 1,
      lease_token: 1,
    }),
  ],
  ingestLogs: [1, ['on_error']],
  queryLogs: [
    0,
    fieldsOf<QueryLogsInput>({
      plan_id: 1,
      task_id: 1,
      step_number: 1,
      action_type: 1,
      actor_type: 1,
      search: 1,
      order: 1,
      ...dates,
      ...page,
    }),
  ],
  setContext: [
    0,
    fieldsOf<SetContextInput>({
      task_id: 1,
      plan_id: 1,
      step_number: 1,
      context_type: 1,
      context_key: 1,
      context_value: 1,
      metadata: 1,
      expires_at: 1,
      ttl_seconds: 1,
      if_version: 1,
    }),
  ],
  getContextEntry: [1, Object.keys(page)],
  queryContext: [
    0,
    fieldsOf<QueryContextInput>({
      task_id: 1,
      plan_id: 1,
      context_type: 1,
      context_key: 1,
      order: 1,
      ...page,
    }),
  ],
  searchContext: [
    0,
    fieldsOf<SearchContextInput>({
      query: 1,
      task_id: 1,
      plan_id: 1,
      context_type: 1,
      since: 1,
      is_prefix: 1,
      user_id: 1,
      ...page,
    }),
  ],
  contextPack: [0, fieldsOf<ContextPackInput>({ task_id: 1, plan_id: 1, query: 1, max_tokens: 1 })],
  planAnalytics: [
    0,
    fieldsOf<PlanAnalyticsInput>({ ...dates, grouping: 1, plan_type: 1, created_by: 1, model: 1 }),
  ],
  queryTasks: [0, fieldsOf<QueryTasksInput>({ search: 1, ...page })],
};

/** Throws invalid_input for a field that the method does not accept. The error names the nearest known field. */
export function refuseUnknownFields(method: string, args: readonly unknown[]): void {
  const [place, known] = Object.hasOwn(knownFields, method) ? (knownFields[method] ?? []) : [];
  const input = place === undefined ? undefined : args[place];
  if (!known || typeof input !== 'object' || input === null) return;
  const name = Object.keys(input).find((field) => !known.includes(field));
  if (name === undefined) return;
  const problem = unknownField(name, known);
  throw new AgentExecutionError(
    'invalid_input',
    `${method}: ${name} ${problem}${problem.endsWith('?') ? '' : '.'}`,
    'Correct the name of the field; nothing was written.',
    [{ path: name, problem }],
  );
}
