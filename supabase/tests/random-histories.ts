/** Generates histories of a plan: calls of several callers, and changes that happen beside them. Most are ordinary, so that chains stay chains. */
import fc from 'fast-check';
import type postgres from 'postgres';
import type { Args } from './engine-calls.ts';
import { agentKey, declareStep, type Identity, owner } from './identities.ts';

const agent = agentKey('owner', 'write');
export const identities = {
  person: owner,
  agent,
  rival: { ...agent, claims: { ...agent.claims, agent_name: 'another agent' } },
  approver: agentKey('owner', 'write', 'approve'),
} satisfies Record<string, Identity>;

export type Operation =
  /** `tokenOf` names the step whose newest lease token the call sends. */
  | { kind: 'call'; by: keyof typeof identities; name: string; args: Args; tokenOf?: number | undefined }
  /** Changes that callers of other interfaces or the clock cause. */
  | { kind: 'lose lease' | 'complete task' | 'reopen task' | 'link subtasks' | 'add sub-plan'; step: number };

/** Stands for the first step that is not done. */
export const NEXT = 0;

const stepNumber = fc.oneof(
  { weight: 5, arbitrary: fc.constant(NEXT) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
);
const by = fc.constantFrom(
  'agent' as const,
  'agent' as const,
  'person' as const,
  'rival' as const,
  'approver' as const,
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const result = optional(
  fc.constantFrom<postgres.JSONValue>({ ok: true }, { status: 'completed' }, 'text', 0, [], {
    long: 'x'.repeat(300),
  }),
);
const texts = {
  description: optional(fc.constantFrom('Did it', '', 'Größe “x”\n')),
  agent_name: optional(fc.constantFrom('worker-1', 'worker-1', ' worker\t2 ', '')),
};
const lease = fc.constantFrom(30, 60.5);
const move = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constantFrom('agent_move_step', 'agent_report_move'),
  tokenOf: fc.option(stepNumber, { nil: undefined, freq: 2 }),
  args: fc.record({
    step_number: stepNumber,
    action_type: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('start_step', 'complete_step') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'fail_step',
          'skip_step',
          'reopen_step',
          'release_step',
          'block',
          'approve_step',
        ),
      },
    ),
    result,
    agent_confidence: optional(fc.constantFrom(0, 0.5, 1)),
    metadata: optional(fc.constantFrom({}, { model: 'm' })),
    lease_seconds: fc.option(lease, { nil: undefined, freq: 3 }),
    ...texts,
  }),
});
const claim = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constant('agent_claim_step'),
  args: fc.record({
    lease_seconds: lease,
    claim_key: fc.option(fc.constantFrom('a', 'b'), { nil: undefined, freq: 4 }),
    agent_name: texts.agent_name,
    in_task: fc.constantFrom(true, true, undefined),
  }),
});
const report = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constant('agent_report_step'),
  tokenOf: stepNumber,
  args: fc.record({
    step_number: stepNumber,
    action_type: fc.constantFrom(
      'complete_step',
      'complete_step',
      'complete_step',
      'fail_step',
      'release_step',
    ),
    result,
    lease_seconds: optional(lease),
    claim_key: optional(fc.constantFrom('a', 'b')),
    ...texts,
  }),
});
const planChange = fc.record({
  kind: fc.constant('call' as const),
  by: fc.constant('person' as const),
  name: fc.constant('agent_update_plan'),
  args: fc.record(
    {
      status: fc.constantFrom('in_progress', 'paused', 'blocked', 'failed', 'completed'),
      current_step: stepNumber,
    },
    { requiredKeys: [] },
  ),
});
const undo = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constant('agent_undo_move'),
  args: fc.record({ step_number: fc.integer({ min: 1, max: 4 }), ...texts }),
});
const edit = fc.record({
  kind: fc.constant('call' as const),
  by: fc.constant('person' as const),
  name: fc.constant('agent_edit_step'),
  args: fc.record({
    step_number: stepNumber,
    changes: fc.constantFrom({ description: 'Edited' }, { depends_on: [] }, { requires_approval: true }),
  }),
});
const otherChange = fc.record({
  kind: fc.constantFrom(
    'lose lease' as const,
    'complete task' as const,
    'reopen task' as const,
    'link subtasks' as const,
    'add sub-plan' as const,
  ),
  step: fc.integer({ min: 1, max: 4 }),
});
/** The next step of a plan in order, as most agents work. */
const inOrder = fc.record({
  starts: fc.boolean(),
  leased: fc.boolean(),
  reports: fc.boolean(),
  by,
  texts: fc.record(texts),
  result,
});

function stepInOrder(
  step: number,
  { starts, leased, reports, by, texts, result }: typeof inOrder extends fc.Arbitrary<infer T> ? T : never,
): Operation[] {
  const start: Operation = {
    kind: 'call',
    by,
    name: leased ? 'agent_claim_step' : 'agent_move_step',
    args: leased
      ? { lease_seconds: 60, claim_key: 'a', in_task: true }
      : { step_number: step, action_type: 'start_step', ...texts },
  };
  const end: Operation = {
    kind: 'call',
    by,
    name: reports && leased ? 'agent_report_step' : 'agent_report_move',
    ...(leased && { tokenOf: step }),
    args: { step_number: step, action_type: 'complete_step', result, ...texts },
  };
  return starts || leased ? [start, end] : [end];
}

export const history: fc.Arbitrary<Operation[]> = fc
  .tuple(
    fc.array(inOrder, { maxLength: 4 }),
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: move },
        { weight: 3, arbitrary: claim },
        { weight: 6, arbitrary: report },
        { weight: 1, arbitrary: planChange },
        { weight: 1, arbitrary: edit },
        { weight: 2, arbitrary: undo },
        { weight: 2, arbitrary: otherChange },
      ),
      { minLength: 4, maxLength: 14 },
    ),
  )
  .map(([ordered, random]) => [...ordered.flatMap((each, index) => stepInOrder(index + 1, each)), ...random]);

/** Mostly chains, so that most calls can take the fast path. */
export const steps = fc.oneof(
  { weight: 8, arbitrary: fc.constant([1, 2, 3, 4].map((n) => declareStep(n))) },
  {
    weight: 1,
    arbitrary: fc.constant([
      // No retry becomes due during a history, which may last more than a second.
      declareStep(1, { max_attempts: 3, retry_delay_seconds: 60 }),
      declareStep(2, { timeout_seconds: 20 }),
      declareStep(3),
    ]),
  },
  {
    weight: 1,
    arbitrary: fc.constant([
      declareStep(1),
      declareStep(2, { depends_on: [] }),
      declareStep(3, { requires_approval: true }),
    ]),
  },
);
