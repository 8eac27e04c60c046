/**
 * The service: what agents and apps call to plan, log, remember and report. It needs nothing but a supabase-js client,
 * in a browser, on a server or at the edge, and does what that client's caller may do.
 *
 *     const agentExecution = createAgentExecution(createClient<Database>(url, key));
 *     const plan = await agentExecution.createPlan({ task_id, plan_type: 'research', steps });
 *
 * Every call rejects with an AgentExecutionError { code, message, hint, details }.
 */
import * as adherence from './adherence';
import type {
  ActingFor,
  AddLogInput,
  AgentExecutionClient,
  CreatePlanInput,
  CreateTaskInput,
  DecideStepOptions,
  EditStepInput,
  MoveStepOptions,
  NewStepInput,
  Plan,
  PlanStep,
  PlanWithDetails,
  QueryContextInput,
  QueryLogsInput,
  QueryPlansInput,
  SetContextInput,
  StartStepOptions,
  StepAction,
  UndoMoveOptions,
  UpdatePlanInput,
} from './agent-execution.types';
import * as analytics from './analytics';
import type { AttemptsInput, EndedStepsInput, PlanAnalyticsInput } from './analytics.types';
import type { StepExecutor } from './attempt-step';
import type { AutomationRuleInput } from './automation';
import * as automation from './automation';
import * as budgets from './budgets';
import * as comparisons from './comparisons';
import * as context from './context';
import type { ContextPackInput } from './context-pack';
import * as contextReads from './context-reads';
import type { SearchContextInput } from './context-search';
import * as decisions from './decisions';
import type { Embedder } from './embedder';
import { environmentClient } from './environment-client';
import * as evidence from './evidence';
import { executePlan, resumePlan as resumeWith, unpausePlan } from './execute-plan';
import { exportLog } from './export-log';
import * as failures from './failures';
import { idempotentClient } from './idempotent-client';
import { importEverything, stageImport } from './import-data';
import * as learnt from './learnt';
import type { ClaimStepInput } from './leases';
import * as leases from './leases';
import * as logs from './logs';
import * as messages from './messages';
import * as planAt from './plan-at';
import * as planShares from './plan-shares';
import * as plans from './plans';
import { checkingArguments } from './refuse-unstorable';
import type { RunOptions } from './run-plan';
import * as steps from './steps';
import * as taskEdits from './task-edits';
import * as tasks from './tasks';
import type { NewTemplate, TemplateInput, TemplateTask } from './templates';
import * as templates from './templates';
import type { CountTokens } from './tokens';
import * as transfer from './transfer';
import * as usage from './usage';
import * as versions from './versions';
import * as webhooks from './webhooks';

export interface ServiceOptions {
  embedder?: Embedder;
  countTokens?: CountTokens;
  idempotencyKey?: string;
}

/**
 * Returns the service for one caller. A function in place of the client is called at each request. With an embedder, context is
 * found by meaning as well as by words. With countTokens, context packs count tokens as the model does. With an idempotencyKey a
 * request is executed once: for a day, the same key returns the first result. Create one service for each key.
 */
export function createAgentExecution(
  client: AgentExecutionClient | (() => AgentExecutionClient),
  { embedder, countTokens, idempotencyKey }: ServiceOptions = {},
) {
  const connect = typeof client === 'function' ? client : () => client;
  const db = () => (idempotencyKey === undefined ? connect() : idempotentClient(connect(), idempotencyKey));
  const move = (action: StepAction) => (planId: string, stepNumber: number, options?: MoveStepOptions) =>
    steps.moveStep(db(), planId, stepNumber, action, options);
  const decide =
    (action: 'approve_step' | 'reject_step') =>
    (planId: string, stepNumber: number, options?: DecideStepOptions) =>
      steps.moveStep(db(), planId, stepNumber, action, options);

  /** Executes the remaining steps of a plan. Without an executor it resumes a paused plan, and other callers execute the steps. */
  function resumePlan(planId: string): Promise<Plan>;
  function resumePlan(planId: string, executor: StepExecutor, options?: RunOptions): Promise<PlanWithDetails>;
  function resumePlan(planId: string, executor?: StepExecutor, options?: RunOptions) {
    return executor ? resumeWith(db(), planId, executor, options) : unpausePlan(db(), planId);
  }

  return checkingArguments({
    createPlan: (input: CreatePlanInput) => plans.createPlan(db(), input),
    getPlan: (planId: string, includeLogs = false, includeContext = false) =>
      plans.getPlan(db(), planId, includeLogs, includeContext),
    queryPlans: (input?: QueryPlansInput) => plans.queryPlans(db(), input),
    updatePlan: (input: UpdatePlanInput) => plans.updatePlan(db(), input),
    pausePlan: (planId: string) => plans.updatePlan(db(), { plan_id: planId, status: 'paused' }),
    cancelPlan: (planId: string) => plans.updatePlan(db(), { plan_id: planId, status: 'cancelled' }),
    createSubtasks: (planId: string, priority?: string) => plans.createSubtasks(db(), planId, priority),
    executePlan: (
      taskId: string,
      planType: string,
      planSteps: PlanStep[],
      executor: StepExecutor,
      options?: RunOptions,
    ) => executePlan(db(), taskId, planType, planSteps, executor, options),
    resumePlan,
    replan: (planId: string, planSteps: PlanStep[], reason?: string) =>
      versions.replan(db(), planId, planSteps, reason),
    revertPlan: (planId: string, version: number, reason?: string) =>
      versions.revertPlan(db(), planId, version, reason),
    listPlanVersions: (planId: string) => versions.listPlanVersions(db(), planId),
    comparePlanVersions: (planId: string, fromVersion: number, toVersion?: number) =>
      versions.comparePlanVersions(db(), planId, fromVersion, toVersion),
    getPlanAt: (planId: string, seq: number) => planAt.getPlanAt(db(), planId, seq),
    listPlanMoments: (planId: string) => planAt.listPlanMoments(db(), planId),
    getStepGate: (planId: string, stepNumber: number) => planAt.getStepGate(db(), planId, stepNumber),
    verifyLog: (planId: string) => plans.verifyLog(db(), planId),
    exportLog: (planId: string) => exportLog(db(), planId),

    startStep: (planId: string, stepNumber: number, options?: StartStepOptions) =>
      steps.moveStep(db(), planId, stepNumber, 'start_step', options),
    completeStep: move('complete_step'),
    failStep: move('fail_step'),
    skipStep: move('skip_step'),
    reopenStep: move('reopen_step'),
    releaseStep: move('release_step'),
    approveStep: decide('approve_step'),
    rejectStep: decide('reject_step'),
    blockStep: (
      planId: string,
      stepNumber: number,
      errorMessage: string,
      leaseToken?: number,
      agentName?: string,
    ) => steps.blockStep(db(), planId, stepNumber, errorMessage, leaseToken, agentName),
    undoMove: (planId: string, stepNumber: number, options?: UndoMoveOptions) =>
      steps.undoMove(db(), planId, stepNumber, options),
    listLeases: (input?: { plan_id?: string }) => leases.listLeases(db(), input),
    claimNextStep: (input?: ClaimStepInput) => leases.claimNextStep(db(), input),
    heartbeat: (
      planId: string,
      stepNumber: number,
      leaseToken: number,
      options?: { lease_seconds?: number },
    ) => leases.heartbeat(db(), planId, stepNumber, leaseToken, options),
    editStep: (planId: string, stepNumber: number, changes: EditStepInput) =>
      steps.editStep(db(), planId, stepNumber, changes),
    addStep: (planId: string, step: NewStepInput) => steps.addStep(db(), planId, step),
    reorderSteps: (planId: string, stepOrder: number[]) => steps.reorderSteps(db(), planId, stepOrder),

    sendMessage: (input: messages.SendMessageInput) => messages.sendMessage(db(), input),
    listMessages: (planId: string, options?: { limit?: number }) =>
      messages.listMessages(db(), planId, options),
    takeMessages: (input?: messages.TakeMessagesInput) => messages.takeMessages(db(), input),

    setBudget: (input: budgets.SetBudgetInput) => budgets.setBudget(db(), input),
    listBudgets: (input?: { plan_id?: string }) => budgets.listBudgets(db(), input),
    deleteBudget: (budgetId: string) => budgets.deleteBudget(db(), budgetId),

    addLog: (input: AddLogInput) => logs.addLog(db(), input),
    addLogs: (input: AddLogInput[]) => logs.addLogs(db(), input),
    ingestLogs: (input: AddLogInput[], options?: { on_error?: 'abort' | 'continue' }) =>
      logs.ingestLogs(db(), input, options),
    queryLogs: (input?: QueryLogsInput) => logs.queryLogs(db(), input),

    ask: (input: decisions.AskInput) => decisions.ask(db(), input),
    listDecisions: (query?: decisions.ListDecisionsQuery) => decisions.listDecisions(db(), query),
    getDecision: (decisionId: string) => decisions.getDecision(db(), decisionId),
    awaitDecision: (decisionId: string, waitSeconds?: number) =>
      decisions.awaitDecision(db(), decisionId, waitSeconds),
    decide: (decisionId: string, outcome: decisions.DecisionOutcome, options?: decisions.DecideOptions) =>
      decisions.decide(db(), decisionId, outcome, options),
    withdrawDecision: (decisionId: string, reason?: string) =>
      decisions.withdrawDecision(db(), decisionId, reason),

    setContext: (input: SetContextInput) => context.setContext(db(), input),
    setContexts: (inputs: SetContextInput[]) => context.setContexts(db(), inputs),
    getContext: (taskId: string) => contextReads.readContext(db(), taskId),
    getContextEntry: (entryId: string, input?: { limit?: number; cursor?: string }) =>
      contextReads.readContextEntry(db(), entryId, input),
    queryContext: (input?: QueryContextInput) => contextReads.readContextList(db(), input),
    searchContext: (input: SearchContextInput) => contextReads.readSearch(db(), input, embedder),
    contextPack: (input: ContextPackInput) => contextReads.readPack(db(), input, { embedder, countTokens }),
    deleteContext: (entryId: string, ifVersion?: number) => context.deleteContext(db(), entryId, ifVersion),

    planAnalytics: (input?: PlanAnalyticsInput) => analytics.planAnalytics(db(), input),
    endedSteps: (input?: EndedStepsInput) => analytics.endedSteps(db(), input),
    listAttempts: (input?: AttemptsInput) => analytics.listAttempts(db(), input),
    forecastPlan: (planId: string) => analytics.forecastPlan(db(), planId),
    planAdherence: (planId: string) => adherence.planAdherence(db(), planId),
    adherence: (input?: adherence.AdherenceInput) => adherence.adherence(db(), input),
    listLearnt: (input: { since: string; limit?: number }) => learnt.listLearnt(db(), input),
    comparePlans: (left: comparisons.RunReference, right: comparisons.RunReference) =>
      comparisons.comparePlans(db(), left, right),
    planFailures: (planId: string, input?: { error_message?: string }) =>
      failures.planFailures(db(), planId, input),
    planEvidence: (planId: string) => evidence.planEvidence(db(), planId),
    reportUsage: (planId: string, reports: usage.UsageReport[]) => usage.reportUsage(db(), planId, reports),
    sumUsage: (input?: usage.SumUsageInput) => usage.sumUsage(db(), input),

    listTemplates: () => templates.listTemplates(db()),
    getTemplate: (templateId: string) => templates.getTemplate(db(), templateId),
    createTemplate: (input: NewTemplate) => templates.createTemplate(db(), input),
    updateTemplate: (templateId: string, changes: Partial<TemplateInput>) =>
      templates.updateTemplate(db(), templateId, changes),
    deleteTemplate: (templateId: string) => templates.deleteTemplate(db(), templateId),
    listTemplateVersions: (templateId: string) => templates.listTemplateVersions(db(), templateId),
    restoreTemplate: (templateId: string, version: number) =>
      templates.restoreTemplate(db(), templateId, version),
    savePlanAsTemplate: (planId: string, name: string) => templates.savePlanAsTemplate(db(), planId, name),
    previewTemplate: (templateId: string, task: TemplateTask) =>
      templates.previewTemplate(db(), templateId, task),
    createPlanFromTemplate: (templateId: string, taskId: string) =>
      templates.createPlanFromTemplate(db(), templateId, taskId),
    listAutomationRules: () => automation.listAutomationRules(db()),
    createAutomationRule: (input: AutomationRuleInput) => automation.createAutomationRule(db(), input),
    updateAutomationRule: (ruleId: string, changes: Partial<AutomationRuleInput>) =>
      automation.updateAutomationRule(db(), ruleId, changes),
    deleteAutomationRule: (ruleId: string) => automation.deleteAutomationRule(db(), ruleId),
    orderAutomationRules: (ruleIds: string[]) => automation.orderAutomationRules(db(), ruleIds),
    tryAutomation: (task: TemplateTask & ActingFor) => automation.tryAutomation(db(), task),

    listWebhooks: (by?: ActingFor) => webhooks.listWebhooks(db(), by),
    createWebhook: (input: webhooks.WebhookInput, options?: webhooks.WebhookOptions) =>
      webhooks.createWebhook(db(), input, options),
    updateWebhook: (
      webhookId: string,
      changes: Partial<webhooks.WebhookInput>,
      options?: webhooks.WebhookOptions,
    ) => webhooks.updateWebhook(db(), webhookId, changes, options),
    deleteWebhook: (webhookId: string, by?: ActingFor) => webhooks.deleteWebhook(db(), webhookId, by),
    rotateWebhookSecret: (webhookId: string, by?: ActingFor) =>
      webhooks.rotateWebhookSecret(db(), webhookId, by),
    testWebhook: (webhookId: string, by?: ActingFor) => webhooks.testWebhook(db(), webhookId, by),
    listWebhookDeliveries: (webhookId: string, input?: ActingFor & { limit?: number }) =>
      webhooks.listWebhookDeliveries(db(), webhookId, input),

    sharePlan: (planId: string, input?: ActingFor & { expires_at?: string }) =>
      planShares.sharePlan(db(), planId, input),
    listPlanShares: (input?: ActingFor & { plan_id?: string }) => planShares.listPlanShares(db(), input),
    revokePlanShare: (shareId: string, by?: ActingFor) => planShares.revokePlanShare(db(), shareId, by),

    createTask: (input: CreateTaskInput) => tasks.createTask(db(), input),
    getTask: (taskId: string) => tasks.getTask(db(), taskId),
    updateTask: (taskId: string, changes: taskEdits.TaskChanges) =>
      taskEdits.updateTask(db(), taskId, changes),
    deleteTask: (taskId: string) => taskEdits.deleteTask(db(), taskId),
    deletePlan: (planId: string) => plans.deletePlan(db(), planId),
    addSubtask: (taskId: string, subtask: taskEdits.SubtaskChanges & { title: string }) =>
      taskEdits.saveSubtask(db(), taskId, subtask),
    updateSubtask: (taskId: string, subtaskId: string, changes: taskEdits.SubtaskChanges) =>
      taskEdits.saveSubtask(db(), taskId, changes, subtaskId),
    deleteSubtask: (taskId: string, subtaskId: string) => taskEdits.deleteSubtask(db(), taskId, subtaskId),
    exportTask: (taskId: string) => transfer.exportTask(db(), taskId),
    exportPlan: (planId: string) => transfer.exportPlan(db(), planId),
    importDocument: (document: unknown, options?: transfer.ImportOptions) =>
      transfer.importDocument(db(), document, options),
    stageImport: (importId: string, rows: unknown[], actingFor?: ActingFor) =>
      stageImport(db(), importId, rows, actingFor),
    importEverything: (importId: string, rows: number, options?: transfer.ImportOptions) =>
      importEverything(db(), importId, rows, options),
    queryTasks: (input?: tasks.QueryTasksInput) => tasks.queryTasks(db(), input),
  });
}

export type AgentExecution = ReturnType<typeof createAgentExecution>;

/** The service for the client that the environment describes. The client is created at the first call. */
export const agentExecution: AgentExecution = createAgentExecution(environmentClient);
