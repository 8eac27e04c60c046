import { describe, expect, test } from 'vitest';
import type { Fact } from '../facts';
import { projectEvents } from './project';

const context = { client: 'claude-code', session: 's1', now: Date.parse('2026-11-30T08:00:00Z') };
const plan = { title: 'Cart', steps: ['Write it', 'Test it'], hash: '0123456789ab' };
const prompt: Fact = { kind: 'prompt', turn: 't1', text: 'Plan it' };
const proposal: Fact = { kind: 'proposal', turn: 't1', call: 'c1', plan };
const answer = (more: object = {}): Fact => ({ kind: 'proposal_answer', turn: 't1', call: 'c1', ...more });

/** Projects facts as events that arrive together. */
const project = (...facts: Fact[]) =>
  projectEvents(
    {},
    facts.map((fact, id) => ({ id, key: `k${id}`, facts: [fact], occurred_at: null, age_ms: 0 })),
    context,
  );

describe('a plan that the agent proposes', () => {
  test('adds a gate, and steps that wait for it', () => {
    const { commands } = project(prompt, proposal);
    expect(commands.at(-1)).toMatchObject({
      do: 'revise',
      add: [
        {
          key: 'gate:c1',
          action: 'plan_approval',
          description: 'Approve the plan “Cart” (0123456789ab)',
          requires_approval: true,
          after: [],
        },
        { key: 'todo_text:Write it', after: ['gate:c1'] },
        { key: 'todo_text:Test it', after: ['gate:c1'] },
      ],
    });
  });

  test('opens its gate when it is approved, with the steps of the approved text', () => {
    const changed = { ...plan, steps: ['Write it', 'Paint it'] };
    const { commands, state } = project(prompt, proposal, answer({ plan: changed }));
    expect(
      commands.flatMap((command) => (command.do === 'move' ? [[command.step, command.move]] : [])),
    ).toEqual([
      ['turn:t1', 'start_step'],
      ['gate:c1', 'approve_step'],
      ['gate:c1', 'complete_step'],
      ['todo_text:Test it', 'skip_step'],
    ]);
    expect(state.plans.main).toMatchObject({
      'todo_text:Paint it': 'pending',
      'todo_text:Test it': 'skipped',
    });
  });

  test('ends the same when its answer arrives first', () => {
    const { plans } = project(prompt, answer({ plan }), proposal).state;
    expect(plans).toEqual(project(prompt, proposal, answer({ plan })).state.plans);
  });

  test('is skipped with its steps when it is refused, and comes back with the next proposal', () => {
    const refused = project(prompt, proposal, answer({ refusal: 'Write less' }));
    expect(
      refused.commands.filter((command) => command.do === 'move' && command.move === 'skip_step'),
    ).toMatchObject([
      { step: 'gate:c1', description: 'Write less' },
      { step: 'todo_text:Write it', description: 'Write less' },
      { step: 'todo_text:Test it', description: 'Write less' },
    ]);
    const again = { ...proposal, call: 'c2', plan: { ...plan, steps: ['Write it'] } };
    const { state } = project(prompt, proposal, answer({ refusal: 'Write less' }), again);
    expect(state.plans.main).toMatchObject({
      'gate:c1': 'skipped',
      'gate:c2': 'pending',
      'todo_text:Write it': 'pending',
      'todo_text:Test it': 'skipped',
    });
    expect(state.waits['todo_text:Write it']).toEqual(['gate:c2']);
  });

  test('is skipped when the person writes another prompt instead', () => {
    const { state } = project(prompt, proposal, { kind: 'prompt', turn: 't2', text: 'Never mind' });
    expect(state.plans.main).toMatchObject({ 'gate:c1': 'skipped', 'todo_text:Test it': 'skipped' });
  });

  test('continues with the list that the agent writes', () => {
    const { state } = project(prompt, proposal, answer(), {
      kind: 'todo_list',
      turn: 't1',
      todos: [
        { text: 'Write it', status: 'completed' },
        { text: 'Test it', status: 'in_progress' },
      ],
    });
    expect(state.plans.main).toMatchObject({
      'todo_text:Write it': 'completed',
      'todo_text:Test it': 'in_progress',
    });
    expect(Object.keys(state.plans.main ?? {})).toHaveLength(4);
  });
});
