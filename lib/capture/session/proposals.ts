/**
 * Plans that the agent proposes before it works. A gate awaits the person's decision, and the steps of the plan wait for the gate. They
 * are todos known by their text, so that a list of the agent continues them. The person decides in the client.
 */
import type { ProposalAnswerFact, ProposalFact, ProposedPlan } from '../facts';
import { stepText } from '../fit';
import type { Draft } from './draft';
import { gateKey, MAIN, todoTextKey } from './keys';
import { dropTodo, expectTodo } from './todos';
import { turnStep } from './turns';

export const isUndecided = (status: string | undefined) =>
  status === 'pending' || status === 'awaiting_approval';

/** Adds a gate and the steps that wait for it. */
export function addProposal(draft: Draft, { turn, call, plan }: ProposalFact): void {
  turnStep(draft, turn);
  const gate = gateKey(call);
  if (draft.state.proposals[gate] !== undefined) return;
  const description = stepText(`Approve the plan “${plan.title}” (${plan.hash})`, 'Approve the plan');
  draft.revise(gate, { key: gate, action: 'plan_approval', description, requires_approval: true }, []);
  draft.state.proposals[gate] = [];
  setSteps(draft, gate, plan);
}

/** Lets the gate have exactly these steps: the person may have changed the plan. */
function setSteps(draft: Draft, gate: string, { steps }: ProposedPlan): void {
  const keys = steps.map(todoTextKey);
  for (const text of steps) expectTodo(draft, text, gate);
  for (const key of draft.state.proposals[gate] ?? []) if (!keys.includes(key)) dropTodo(draft, key);
  draft.state.proposals[gate] = keys;
}

/** Opens the gate, or skips it with its steps. */
export function answerProposal(draft: Draft, { turn, call, plan, refusal }: ProposalAnswerFact): void {
  if (plan) addProposal(draft, { kind: 'proposal', turn, call, plan });
  const gate = gateKey(call);
  const place = { plan: MAIN, step: gate };
  const status = draft.statusOf(place);
  // A person may have rejected the gate on the page of the plan.
  if (!isUndecided(status) && !(status === 'blocked' && refusal !== undefined)) return;
  if (refusal !== undefined) {
    refuse(draft, gate, refusal);
    return;
  }
  draft.move(place, 'approve_step', { description: 'Approved in the client' });
  draft.move(place, 'complete_step');
  if (plan) setSteps(draft, gate, plan);
}

function refuse(draft: Draft, gate: string, description: string): void {
  draft.move({ plan: MAIN, step: gate }, 'skip_step', { description });
  for (const key of draft.state.proposals[gate] ?? []) dropTodo(draft, key, description);
}

/** Skips what a person has not decided: some clients report no refusal. */
export function dropProposals(draft: Draft): void {
  for (const gate of Object.keys(draft.state.proposals))
    if (isUndecided(draft.statusOf({ plan: MAIN, step: gate }))) refuse(draft, gate, 'Not approved');
}
