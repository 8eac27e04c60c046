/** The rules of sub-plans as pure functions of a tree of plans: which steps may be claimed, started, completed or skipped. */

export interface TreeStep {
  step_number: number;
  status: string;
  depends_on: number[];
  requires_approval: boolean;
  is_approved: boolean;
}

export interface TreePlan {
  id: string;
  status: string;
  parent_plan_id: string | null;
  parent_step_number: number | null;
  steps: TreeStep[];
}

export type Tree = TreePlan[];

const isDone = ({ status }: { status: string }) => ['completed', 'skipped'].includes(status);
const isOpenPlan = ({ status }: TreePlan) => !['completed', 'cancelled'].includes(status);
const hasDoneDependencies = (plan: TreePlan, step: TreeStep) =>
  step.depends_on.every((before) => plan.steps.some((s) => s.step_number === before && isDone(s)));
const isGated = (step: TreeStep) => step.requires_approval && !step.is_approved;

export const subPlans = (tree: Tree, plan: TreePlan, step: TreeStep) =>
  tree.filter((p) => p.parent_plan_id === plan.id && p.parent_step_number === step.step_number);

/** Returns whether a sub-plan that blocks its parent may continue because nothing else blocks the parent. */
function blocksItself(plan: TreePlan, parent: TreePlan, step: TreeStep): boolean {
  const causes = parent.steps.filter((s) => ['blocked', 'failed'].includes(s.status));
  return (
    ['blocked', 'failed'].includes(plan.status) &&
    ['blocked', 'failed'].includes(parent.status) &&
    causes.length === 1 &&
    causes[0] === step &&
    step.status === 'blocked'
  );
}

/** Returns whether a plan above holds it: each ancestor step must be ready or in progress, each ancestor plan open for work. */
export function isHeld(tree: Tree, plan: TreePlan): boolean {
  const parent = tree.find((p) => p.id === plan.parent_plan_id);
  const step = parent?.steps.find((s) => s.step_number === plan.parent_step_number);
  if (!parent || !step) return false;
  const isOwnBlock = blocksItself(plan, parent, step);
  const isOpenForWork = ['pending', 'in_progress'].includes(parent.status) || isOwnBlock;
  const isReady =
    (step.status === 'pending' || isOwnBlock) && hasDoneDependencies(parent, step) && !isGated(step);
  return !(isOpenForWork && (step.status === 'in_progress' || isReady)) || isHeld(tree, parent);
}

/** Returns whether a claim may take the step. */
export const isClaimable = (tree: Tree, plan: TreePlan, step: TreeStep) =>
  ['pending', 'in_progress', 'awaiting_approval'].includes(plan.status) &&
  step.status === 'pending' &&
  hasDoneDependencies(plan, step) &&
  !isGated(step) &&
  !subPlans(tree, plan, step).some(isOpenPlan) &&
  !isHeld(tree, plan);

export function mayStart(tree: Tree, plan: TreePlan, step: TreeStep): boolean {
  return (
    !['paused', 'cancelled', 'completed'].includes(plan.status) &&
    ['pending', 'blocked'].includes(step.status) &&
    hasDoneDependencies(plan, step) &&
    !isGated(step) &&
    !isHeld(tree, plan)
  );
}

const hasOpenGate = (tree: Tree, plan: TreePlan, step: TreeStep): boolean =>
  subPlans(tree, plan, step)
    .filter(isOpenPlan)
    .some((sub) => sub.steps.some((s) => !isDone(s) && (isGated(s) || hasOpenGate(tree, sub, s))));

export function mayComplete(tree: Tree, plan: TreePlan, step: TreeStep, mayApprove: boolean): boolean {
  return (
    isOpenPlan(plan) &&
    ['pending', 'in_progress', 'blocked'].includes(step.status) &&
    hasDoneDependencies(plan, step) &&
    !isGated(step) &&
    (mayApprove || !hasOpenGate(tree, plan, step)) &&
    !isHeld(tree, plan)
  );
}

export function maySkip(tree: Tree, plan: TreePlan, step: TreeStep, mayApprove: boolean): boolean {
  return (
    isOpenPlan(plan) &&
    !isDone(step) &&
    step.status !== 'awaiting_approval' &&
    (mayApprove || (!isGated(step) && !hasOpenGate(tree, plan, step) && !isHeld(tree, plan)))
  );
}

/** Returns whether approving the step completes it: its sub-plans are done, and nothing above holds its plan. */
export function isDoneBySubPlans(tree: Tree, plan: TreePlan, step: TreeStep): boolean {
  const subs = subPlans(tree, plan, step);
  return (
    subs.some((p) => p.status === 'completed') &&
    !subs.some(isOpenPlan) &&
    !['paused', 'blocked', 'failed'].includes(plan.status) &&
    !isHeld(tree, plan)
  );
}
