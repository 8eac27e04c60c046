/** The contract of each database function that only the feed and the exchange of agent keys call. */
import { z } from 'zod';
import { log } from '@/lib/api/contracts/answers';
import { uuid } from '@/lib/api/contracts/fields';

const count = z.int();

const allowance = z.strictObject({ limit: count, remaining: z.number(), wait_seconds: z.number() });

export const activeKey = z.strictObject({
  status: z.literal('active'),
  key_id: uuid,
  user_id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  task_id: z.string().optional(),
  plan_id: uuid.optional(),
  allowance: allowance.optional(),
});

const keyIdentity = z.union([
  activeKey,
  z.strictObject({ status: z.enum(['unknown', 'revoked', 'expired']) }),
]);

export const serverContracts = {
  agent_identify_key: keyIdentity,
  agent_open_plan_share: z
    .strictObject({ id: uuid, plan_id: uuid, user_id: z.string(), expires_at: z.string() })
    .nullable(),
  agent_feed_position: z.strictObject({ seq: z.int(), writers: z.array(z.string()) }),
  agent_read_feed: z.array(
    log.pick({
      seq: true,
      id: true,
      plan_id: true,
      task_id: true,
      step_number: true,
      action_type: true,
      entity_id: true,
      description: true,
      agent_confidence: true,
      error_message: true,
      actor_type: true,
      actor: true,
      created_at: true,
    }),
  ),
};
