/** Every operation of the API. The event streams never end, so they have separate handlers. */
import type { Operation } from '../operation';
import { adherenceOperations } from './adherence';
import { analyticsOperations } from './analytics';
import { automationOperations } from './automation';
import { budgetOperations } from './budgets';
import { captureOperations } from './capture';
import { comparisonOperations } from './comparisons';
import { connectorOperations } from './connectors';
import { contextOperations } from './context';
import { decisionOperations } from './decisions';
import { evidenceOperations } from './evidence';
import { failureOperations } from './failures';
import { learntOperations } from './learnt';
import { logOperations } from './logs';
import { messageOperations } from './messages';
import { planAtOperations } from './plan-at';
import { planShareOperations } from './plan-shares';
import { planOperations } from './plans';
import { stepOperations } from './steps';
import { taskOperations } from './tasks';
import { templateOperations } from './templates';
import { transferOperations } from './transfer';
import { usageOperations } from './usage';
import { versionOperations } from './versions';
import { webhookOperations } from './webhooks';

export const operations: Operation[] = [
  ...taskOperations,
  ...planOperations,
  ...versionOperations,
  ...planAtOperations,
  ...stepOperations,
  ...messageOperations,
  ...decisionOperations,
  ...budgetOperations,
  ...logOperations,
  ...transferOperations,
  ...adherenceOperations,
  ...learntOperations,
  ...contextOperations,
  ...templateOperations,
  ...automationOperations,
  ...analyticsOperations,
  ...evidenceOperations,
  ...comparisonOperations,
  ...failureOperations,
  ...usageOperations,
  ...captureOperations,
  ...connectorOperations,
  ...webhookOperations,
  ...planShareOperations,
];
