/** Which calls may be batched: can and cannot pairs. */
import { describe, expect, test } from 'vitest';
import { fastCall } from './fast-calls.ts';

const PLAN = '0A0F8C1E-0000-4000-8000-000000000001';
const person = { sub: 'user-1', email: 'ada@example.com', session_id: 'x' };
const agent = { sub: 'user-1', agent_name: 'scout', agent_key_id: 'k', scopes: ['write'] };

const move = { plan_id: PLAN, step_number: 2, action_type: 'complete_step' };
const report = { ...move, lease_token: 7 };
const events = { client: 'codex', events: [{ session: 's', event: 'Stop', key: 'k', payload: {} }] };
const entry = { context_type: 'note', context_key: 'k', context_value: 'v' };
const keyed = { ...events, key: 'aes_0', per_minute: 600, rules_version: 0 };
const creation = { task_id: 't', plan_type: 'work', steps: [{ step: 1, action: 'a', description: 'b' }] };

function ask(name: string, args: object, claims: object = person, role = 'authenticated') {
  return fastCall(name, JSON.stringify(args), { ...args }, { role, claims: JSON.stringify(claims) });
}

type Row = [title: string, name: string, args: object, claims?: object, role?: string];

const can: Row[] = [
  ['a move', 'agent_move_step', move],
  ['a start', 'agent_move_step', { ...move, action_type: 'start_step', lease_seconds: 30 }],
  ['a move with a report', 'agent_report_move', { ...move, description: 'Done', agent_confidence: 0.5 }],
  ['a report', 'agent_report_step', report],
  ['a report that claims', 'agent_report_step', { ...report, lease_seconds: 30, claim_key: 'k' }],
  ['a result of any type', 'agent_move_step', { ...move, result: [1, 'a', null] }],
  ['metadata', 'agent_move_step', { ...move, metadata: { model: 'm' } }],
  ['null for an optional argument', 'agent_move_step', { ...move, description: null, metadata: null }],
  ['a new plan', 'agent_create_plan', creation],
  ['a new plan with its first claim', 'agent_begin_plan', { ...creation, lease_seconds: 30, claim_key: 'k' }],
  ['a claim', 'agent_claim_step', { plan_type: 'work', lease_seconds: 30 }],
  ['a claim in any plan', 'agent_claim_step', {}],
  ['a claim from one plan', 'agent_claim_step', { plan_id: PLAN }],
  ['a read of a plan', 'agent_get_plan', { plan_id: PLAN, include_logs: false, include_context: false }],
  ['an entry', 'agent_set_context', { ...entry, plan_id: PLAN, metadata: {}, ttl_seconds: 60 }],
  ['events of a coding agent', 'agent_capture_events', events, agent],
  ['the look-up of a key', 'agent_identify_key', { key: 'aes_0', per_minute: 600 }, { key_exchange: true }],
  ['events with their key', 'agent_capture_by_key', keyed, { key_exchange: true }],
  ['an agent', 'agent_move_step', { ...move, agent_name: 'worker-1' }, agent],
  ['a body of 65,536 characters', 'agent_move_step', sized(65_536)],
];

const cannot: Row[] = [
  ['a key restricted to a plan', 'agent_move_step', move, { ...agent, plan_id: PLAN }],
  ['a key restricted to a task', 'agent_move_step', move, { ...agent, task_id: 't' }],
  ['a read-only key', 'agent_move_step', move, { ...agent, scopes: ['approve'] }],
  ['a key without scopes', 'agent_move_step', move, { ...agent, scopes: [] }],
  ['automation', 'agent_move_step', move, { ...person, automation: true }],
  ['the service role', 'agent_move_step', move, person, 'service_role'],
  ['an anonymous caller', 'agent_move_step', move, { role: 'anon' }, 'anon'],
  ['a token without a person', 'agent_move_step', move, { key_exchange: true }],
  ['an entry with a version', 'agent_set_context', { ...entry, if_version: 1 }],
  ['an entry without a value', 'agent_set_context', { ...entry, context_value: null }],
  ['an entry by a read-only key', 'agent_set_context', entry, { ...agent, scopes: ['read'] }],
  ['an entry by a restricted key', 'agent_set_context', entry, { ...agent, plan_id: PLAN }],
  ['events for another person', 'agent_capture_events', { ...events, user_id: 'user-2' }],
  ['events with a read-only key', 'agent_capture_events', events, { ...agent, scopes: ['read'] }],
  ['events with a restricted key', 'agent_capture_events', events, { ...agent, task_id: 't' }],
  ['events that are no list', 'agent_capture_events', { ...events, events: {} }],
  ['events with a key by a person', 'agent_capture_by_key', keyed],
  ['events with a key by an agent', 'agent_capture_by_key', keyed, agent],
  [
    'events with a key by the service role',
    'agent_capture_by_key',
    keyed,
    { key_exchange: true },
    'service_role',
  ],
  ['the look-up of a key by a person', 'agent_identify_key', { key: 'aes_0' }],
  ['the look-up of a key by an agent', 'agent_identify_key', { key: 'aes_0' }, agent],
  [
    'the look-up of a key by the service role',
    'agent_identify_key',
    { key: 'aes_0' },
    { key_exchange: true },
    'service_role',
  ],
  [
    'a claim of key exchange that is not true',
    'agent_identify_key',
    { key: 'aes_0' },
    { key_exchange: 'true' },
  ],
  ['the look-up of no key', 'agent_identify_key', { key: null }, { key_exchange: true }],
  ['a name that is not text', 'agent_move_step', move, { ...agent, agent_name: 5 }],
  ['an unknown argument', 'agent_move_step', { ...move, step: 2 }],
  ['an argument named as a field of the item', 'agent_move_step', { ...move, owner: 'user-2' }],
  ['a missing argument', 'agent_move_step', { plan_id: PLAN, step_number: 2 }],
  ['null for a required argument', 'agent_move_step', { ...move, step_number: null }],
  ['null for the lease of a claim', 'agent_claim_step', { lease_seconds: null }],
  ['text for a number', 'agent_move_step', { ...move, step_number: '2' }],
  ['text for a lease token', 'agent_report_step', { ...report, lease_token: '7' }],
  ['a number for text', 'agent_move_step', { ...move, description: 5 }],
  ['a fraction for an integer', 'agent_move_step', { ...move, step_number: 1.5 }],
  ['an integer that Postgres lacks', 'agent_move_step', { ...move, step_number: 2 ** 31 }],
  ['an id in another form', 'agent_move_step', { ...move, plan_id: PLAN.replaceAll('-', '') }],
  ['text for metadata', 'agent_move_step', { ...move, metadata: 'x' }],
  ['a lease token in metadata', 'agent_move_step', { ...move, metadata: { lease_token: 7 } }],
  ['a lease in metadata', 'agent_move_step', { ...move, metadata: { lease_seconds: 7 } }],
  ['a claim key in metadata', 'agent_move_step', { ...move, metadata: { claim_key: 'k' } }],
  ['an error message', 'agent_move_step', { ...move, error_message: 'x' }],
  ['another move', 'agent_move_step', { ...move, action_type: 'fail_step' }],
  ['a report of a start', 'agent_report_step', { ...report, action_type: 'start_step' }],
  ['a report without a lease', 'agent_report_step', move],
  ['a sub-plan', 'agent_create_plan', { ...creation, parent_plan_id: PLAN, parent_step_number: 1 }],
  ['a read with logs', 'agent_get_plan', { plan_id: PLAN, include_logs: true }],
  ['a read with context', 'agent_get_plan', { plan_id: PLAN, include_context: true }],
  ['a call in a call', 'agent_call', { call: 'agent_move_step', arguments: move }],
  ['another function', 'agent_block_step', { plan_id: PLAN, step_number: 2 }],
  ['the name of a method of objects', 'constructor', {}],
  ['a body over 65,536 characters', 'agent_move_step', sized(65_537)],
  ['NUL', 'agent_move_step', { ...move, description: 'a\0b' }],
  ['half a surrogate pair', 'agent_move_step', { ...move, result: '\ud800' }],
];

/** Returns a move whose JSON has this many characters. */
function sized(chars: number): object {
  const description = '';
  return { ...move, description: 'x'.repeat(chars - JSON.stringify({ ...move, description }).length) };
}

test.each(can)('batches %s', (_title, ...call) => {
  expect(ask(...call)).not.toBeNull();
});

test.each(cannot)('does not batch %s', (_title, ...call) => {
  expect(ask(...call)).toBeNull();
});

describe('an item', () => {
  test.each([
    [agent, { owner: 'user-1', actor: 'scout', is_agent: true, key_id: 'k' }],
    [person, { owner: 'user-1', actor: 'ada@example.com', is_agent: false }],
    [{ sub: 'user-1' }, { owner: 'user-1', actor: 'user-1', is_agent: false }],
  ])('names the caller %o', (claims, identity) => {
    const item = ask('agent_move_step', move, claims)?.item ?? '';
    expect(JSON.parse(item)).toEqual({ ...move, call: 'agent_move_step', ...identity });
  });

  test('of a call without arguments is one object', () => {
    const call = fastCall('agent_claim_step', '', {}, { role: 'authenticated', claims: '{"sub":"user-1"}' });
    expect(JSON.parse(call?.item ?? '')).toMatchObject({ call: 'agent_claim_step', owner: 'user-1' });
  });

  test('keeps the digits of numbers', () => {
    const body = ` {"plan_id":"${PLAN}","step_number":2,"action_type":"complete_step","result":{"a":1.10}} `;
    const call = fastCall('agent_move_step', body, JSON.parse(body), {
      role: 'authenticated',
      claims: '{"sub":"u"}',
    });
    expect(call?.item).toContain('{"a":1.10}');
    expect(JSON.parse(call?.item ?? '')).toMatchObject({ ...move, owner: 'u' });
  });
});

describe('the subject', () => {
  const subjectOf = (name: string, args: object, claims?: object) => ask(name, args, claims)?.subject;

  test('of a move is the plan of its owner', () => {
    const lower = { ...move, plan_id: PLAN.toLowerCase() };
    expect(subjectOf('agent_move_step', move)).toBe(subjectOf('agent_report_step', { ...report, ...lower }));
    expect(subjectOf('agent_move_step', move)).not.toBe(
      subjectOf('agent_move_step', move, { ...agent, sub: 'user-2' }),
    );
  });

  test('of a claim is the queue of its owner, whatever its key', () => {
    const queue = { plan_type: 'work' };
    expect(subjectOf('agent_claim_step', { ...queue, claim_key: 'k' })).toBe(
      subjectOf('agent_claim_step', queue),
    );
    expect(subjectOf('agent_claim_step', queue)).not.toBe(subjectOf('agent_claim_step', {}));
    expect(subjectOf('agent_claim_step', {}, { ...agent, sub: 'user-2' })).not.toBe(
      subjectOf('agent_claim_step', {}),
    );
  });

  test('of a claim from one plan is neither that of its moves nor that of other claims', () => {
    expect(subjectOf('agent_claim_step', { plan_id: PLAN })).not.toBe(subjectOf('agent_move_step', move));
    expect(subjectOf('agent_claim_step', { plan_id: PLAN })).not.toBe(subjectOf('agent_claim_step', {}));
  });

  test('of a read is not that of the moves of its plan', () => {
    expect(subjectOf('agent_get_plan', { plan_id: PLAN })).not.toBe(subjectOf('agent_move_step', move));
  });

  test('of a new plan and of events is null', () => {
    expect(subjectOf('agent_create_plan', creation)).toBeNull();
    expect(subjectOf('agent_capture_events', events)).toBeNull();
  });
});

describe('a key', () => {
  const keyOf = (name: string, args: object, claims?: object) => ask(name, args, claims)?.key;

  test('is the same for all calls about a plan', () => {
    const lower = { ...move, plan_id: PLAN.toLowerCase() };
    expect(keyOf('agent_report_step', report)).toBe(keyOf('agent_move_step', lower));
  });

  test('is the same for a repeated claim', () => {
    const claim = { claim_key: 'k', lease_seconds: 30 };
    expect(keyOf('agent_claim_step', claim)).toBe(keyOf('agent_claim_step', claim));
    expect(keyOf('agent_claim_step', {})).toBe(keyOf('agent_claim_step', { lease_seconds: 5 }));
    expect(keyOf('agent_begin_plan', { ...creation, ...claim })).toBe(
      keyOf('agent_begin_plan', { ...creation, ...claim }),
    );
  });

  test.each([
    ['claim keys', { claim_key: 'k' }, { claim_key: 'l' }],
    ['names of agents', { agent_name: 'a' }, { agent_name: 'b' }],
  ])('differs between %s', (_title, one, other) => {
    expect(keyOf('agent_claim_step', one)).not.toBe(keyOf('agent_claim_step', other));
  });

  test('differs between owners', () => {
    const claim = { claim_key: 'k' };
    expect(keyOf('agent_claim_step', claim)).not.toBe(
      keyOf('agent_claim_step', claim, { ...agent, sub: 'user-2' }),
    );
  });

  test('is null for a new plan and for events, which no other call is about', () => {
    expect(keyOf('agent_capture_events', events)).toBeNull();
    expect(keyOf('agent_create_plan', creation)).toBeNull();
    expect(keyOf('agent_begin_plan', creation)).toBeNull();
  });
});
