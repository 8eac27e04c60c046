import { z } from 'zod';
import * as automation from '@/lib/agent-execution/automation';
import { deleted } from '../contracts/answers';
import * as contract from '../contracts/automation';
import { operation } from '../operation';

const tag = 'automation';
const PEOPLE_ONLY = 'Requires a person; agent keys are refused.';

export const automationOperations = [
  operation({
    id: 'listAutomationRules',
    method: 'GET',
    path: '/automation/rules',
    tag,
    summary: 'List your rules in order, with their last run and error',
    scope: 'read',
    answer: z.array(contract.automationRule),
    call: (db) => automation.listAutomationRules(db),
  }),
  operation({
    id: 'createAutomationRule',
    method: 'POST',
    path: '/automation/rules',
    tag,
    summary: 'Create a rule, last in the order',
    description: `When a task is created, the first enabled rule that matches creates a plan from its template. ${PEOPLE_ONLY}`,
    isForPeople: true,
    scope: 'write',
    body: contract.createRuleBody,
    answer: contract.automationRule,
    status: 201,
    call: (db, { body }) => automation.createAutomationRule(db, body),
  }),
  operation({
    id: 'updateAutomationRule',
    method: 'PATCH',
    path: '/automation/rules/{id}',
    tag,
    summary: 'Change, enable or disable a rule',
    description: PEOPLE_ONLY,
    isForPeople: true,
    scope: 'write',
    params: contract.ruleParams,
    body: contract.updateRuleBody,
    answer: contract.automationRule,
    call: (db, { params, body }) => automation.updateAutomationRule(db, params.id, body),
  }),
  operation({
    id: 'deleteAutomationRule',
    method: 'DELETE',
    path: '/automation/rules/{id}',
    tag,
    summary: 'Delete a rule',
    description: PEOPLE_ONLY,
    isForPeople: true,
    scope: 'write',
    params: contract.ruleParams,
    answer: deleted,
    call: (db, { params }) => automation.deleteAutomationRule(db, params.id),
  }),
  operation({
    id: 'orderAutomationRules',
    method: 'PUT',
    path: '/automation/rules/order',
    tag,
    summary: 'Set the order of your rules',
    description: PEOPLE_ONLY,
    isForPeople: true,
    scope: 'write',
    body: contract.orderRulesBody,
    answer: z.array(contract.automationRule),
    call: (db, { body }) => automation.orderAutomationRules(db, body.rule_ids),
  }),
  operation({
    id: 'tryAutomation',
    method: 'POST',
    path: '/automation/trial',
    tag,
    summary: 'Return the rule that would match a task, and its plan, without creating it',
    scope: 'read',
    body: contract.templateTask,
    answer: contract.automationTrial,
    call: (db, { body }) => automation.tryAutomation(db, body),
  }),
];
