/** Who can do what with keys, saved views, templates and rules. */
import { NO_CALLER, PEOPLE, READERS, type Rule, steps, WRITERS } from './policy-rule.ts';

export const settingsRules: Rule[] = [
  {
    policy: 'agent_api_keys_select',
    what: "list the owner's keys",
    can: PEOPLE,
    attempt: (tx) => tx`select id from agent_api_keys where user_id = 'owner'`,
  },
  {
    policy: null,
    what: "read the hash of the owner's keys",
    can: NO_CALLER,
    attempt: (tx) => tx`select key_hash from agent_api_keys where user_id = 'owner'`,
  },
  {
    policy: 'agent_api_keys_insert',
    what: 'create a key for the owner',
    can: PEOPLE,
    attempt: (tx) =>
      tx`insert into agent_api_keys (user_id, name, prefix, key_hash) values ('owner', 'New', 'aes_', 'new')`,
  },
  {
    policy: 'agent_api_keys_update',
    what: "revoke the owner's key",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_api_keys set revoked_at = now()`,
  },
  {
    policy: null,
    what: "change the scopes or owner of the owner's key",
    can: NO_CALLER,
    attempt: (tx) => tx`update agent_api_keys set scopes = '{read,write,approve}'`,
  },
  {
    policy: 'agent_api_keys_delete',
    what: "delete the owner's key",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_api_keys`,
  },
  {
    policy: 'agent_saved_views_select',
    what: "read the owner's saved view",
    can: READERS,
    attempt: (tx) => tx`select from agent_saved_views`,
  },
  {
    policy: 'agent_saved_views_insert',
    what: 'save a view for the owner',
    can: PEOPLE,
    attempt: (tx) => tx`insert into agent_saved_views (user_id, name, query) values ('owner', 'New', '')`,
  },
  {
    policy: 'agent_saved_views_update',
    what: "rename the owner's saved view",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_saved_views set name = 'Other'`,
  },
  {
    policy: 'agent_saved_views_delete',
    what: "delete the owner's saved view",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_saved_views`,
  },
  {
    policy: 'agent_plan_templates_select',
    what: "read the owner's template",
    can: READERS,
    attempt: (tx) => tx`select from agent_plan_templates`,
  },
  {
    policy: 'agent_plan_templates_insert',
    what: 'create a template for the owner',
    can: WRITERS,
    attempt: (tx) =>
      tx`insert into agent_plan_templates (user_id, name, plan_type, steps) values ('owner', 'New', 'x', ${steps(tx)})`,
  },
  {
    policy: 'agent_plan_templates_update',
    what: "change the owner's template",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_plan_templates set name = 'Other'`,
  },
  {
    policy: 'agent_plan_templates_delete',
    what: "delete the owner's template",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_plan_templates`,
  },
  {
    policy: 'agent_plan_template_versions_select',
    what: "read the versions of the owner's template",
    can: READERS,
    attempt: (tx) => tx`select from agent_plan_template_versions`,
  },
  {
    policy: null,
    what: 'change or delete a version of a template',
    can: NO_CALLER,
    attempt: (tx) => tx`delete from agent_plan_template_versions`,
  },
  {
    policy: 'agent_automation_rules_select',
    what: "read the owner's rule",
    can: READERS,
    attempt: (tx) => tx`select from agent_automation_rules`,
  },
  {
    policy: 'agent_automation_rules_insert',
    what: 'create a rule for the owner',
    can: PEOPLE,
    attempt: (tx) => tx`insert into agent_automation_rules (user_id, match_kind) values ('owner', 'default')`,
  },
  {
    policy: 'agent_automation_rules_update',
    what: "change the owner's rule",
    can: PEOPLE,
    attempt: (tx) => tx`update agent_automation_rules set enabled = false`,
  },
  {
    policy: 'agent_automation_rules_delete',
    what: "delete the owner's rule",
    can: PEOPLE,
    attempt: (tx) => tx`delete from agent_automation_rules`,
  },
  {
    policy: 'agent_automation_runs_select',
    what: "read the runs of the owner's rule",
    can: READERS,
    attempt: (tx) => tx`select from agent_automation_runs`,
  },
  {
    policy: null,
    what: "write a run of the owner's rule",
    can: NO_CALLER,
    attempt: (tx) => tx`delete from agent_automation_runs`,
  },
];
