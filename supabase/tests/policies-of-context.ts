/** Who can do what with context, its reads, its vectors and its retention. */
import { NO_CALLER, PEOPLE, READERS, type Rule, WRITERS } from './policy-rule.ts';

export const contextRules: Rule[] = [
  {
    policy: 'agent_context_memory_select',
    what: "read the owner's context",
    can: READERS,
    attempt: (tx, { planId }) => tx`select from agent_context_memory where plan_id = ${planId}`,
  },
  {
    policy: 'agent_context_memory_insert',
    what: "set context of the owner's plan",
    can: WRITERS,
    attempt: (
      tx,
      { planId },
    ) => tx`insert into agent_context_memory (plan_id, context_type, context_key, context_value)
      values (${planId}, 'research', 'new', 'value')`,
  },
  {
    policy: 'agent_context_memory_update',
    what: "change the owner's context",
    can: WRITERS,
    attempt: (tx) => tx`update agent_context_memory set context_value = 'Changed'`,
  },
  {
    policy: null,
    what: "transfer the owner's context to another person",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_context_memory set user_id = 'third'`,
  },
  {
    policy: 'agent_context_memory_delete',
    what: "delete the owner's context",
    can: WRITERS,
    attempt: (tx) => tx`delete from agent_context_memory`,
  },
  {
    policy: 'agent_context_uses_select',
    what: "read who read the owner's context",
    can: READERS,
    attempt: (tx) => tx`select from agent_context_uses`,
  },
  {
    policy: null,
    what: "record a read of the owner's context",
    can: NO_CALLER,
    attempt: (tx) => tx`insert into agent_context_uses (entry_id, user_id, actor, via)
      select id, user_id, 'me', 'get' from agent_context_memory`,
  },
  {
    policy: 'agent_context_vectors_select',
    what: "read the owner's vectors",
    can: READERS,
    attempt: (tx) => tx`select from agent_context_vectors`,
  },
  {
    policy: null,
    what: "change the owner's vectors",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_context_vectors set model = 'forged'`,
  },
  {
    policy: 'agent_context_retention_select',
    what: "read the owner's retention of context",
    can: READERS,
    attempt: (tx) => tx`select from agent_context_retention`,
  },
  {
    policy: 'agent_context_retention_insert',
    what: "set the owner's retention of context",
    can: PEOPLE,
    attempt: (tx) =>
      tx`insert into agent_context_retention (user_id, context_type, keep_days) values ('owner', 'research', 30)`,
  },
  {
    policy: 'agent_context_retention_update',
    what: "change the owner's retention of context",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_context_retention set keep_days = 1`,
  },
  {
    policy: 'agent_context_retention_delete',
    what: "delete the owner's retention of context",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_context_retention`,
  },
];
