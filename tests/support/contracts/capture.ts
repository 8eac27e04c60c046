/** Contracts of the functions that the capture of runs calls. */
import { z } from 'zod';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { stepStatus } from '@/lib/api/contracts/answers';
import { captureProblem, memoryProject, projectRules } from '@/lib/api/contracts/capture';
import { decision, pastCall, projectDecisionRules } from '@/lib/api/contracts/decisions';
import { json } from '@/lib/api/contracts/fields';
import { deliveredMessage } from '@/lib/api/contracts/messages';
import { activeKey } from './server';

const object: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), json);

const capturedSession = z.strictObject({
  id: z.uuid(),
  client: z.string(),
  session: z.string(),
  version: z.int(),
  as_of: z.string(),
  state: object,
  statuses: z.record(z.string(), z.record(z.string(), stepStatus)),
  has_released_move: z.boolean(),
  is_deleted: z.boolean(),
});

const storedEvents = z.strictObject({
  received: z.int(),
  added: z.int(),
  event_ids: z.array(z.int()),
  sessions: z.array(z.uuid()),
  has_old_rules: z.boolean(),
  has_messages: z.boolean(),
});

export const captureContracts = {
  agent_capture_events: storedEvents,
  agent_capture_by_key: z.strictObject({ identity: activeKey, stored: storedEvents }).nullable(),
  agent_take_captured_messages: z.array(deliveredMessage),
  agent_project_memory: z.array(
    z.strictObject({
      id: z.uuid(),
      context_type: z.string(),
      context_key: z.string(),
      context_value: z.string(),
      updated_at: z.string(),
      score: z.number(),
    }),
  ),
  agent_give_memory: z.int(),
  agent_list_memory_projects: z.array(memoryProject),
  agent_save_memory_project: z.array(memoryProject),
  agent_list_drop_rules: z.array(projectRules),
  agent_save_drop_rules: z.array(projectRules),
  agent_list_decision_rules: z.array(projectDecisionRules),
  agent_save_decision_rules: z.array(projectDecisionRules),
  agent_past_calls: z.array(pastCall),
  agent_read_drop_rules: z.strictObject({
    version: z.int(),
    projects: z.array(projectRules),
    decisions: z.array(projectDecisionRules),
    sessions: z.array(z.strictObject({ client: z.string(), session: z.string(), cwd: z.string() })),
  }),
  agent_log_capture_problem: z.int(),
  agent_list_capture_problems: z.array(captureProblem),
  agent_read_captured: capturedSession
    .extend({
      events: z.array(
        z.strictObject({
          id: z.int(),
          event: z.string(),
          key: z.string(),
          payload: object,
          occurred_at: z.string().nullable(),
          age_ms: z.number(),
        }),
      ),
      is_last: z.boolean(),
    })
    .nullable(),
  agent_project_captured: z.strictObject({
    version: z.int(),
    problems: z.array(z.strictObject({ event: z.string().nullable(), message: z.string() })),
  }),
  agent_open_past_run: capturedSession.extend({ has_events: z.boolean() }),
  agent_repeat_request: z.string().nullable(),
  agent_await_captured_decision: decision.nullable(),
};
