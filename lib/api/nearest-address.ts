/** Finds the existing address of the API nearest to an unknown one. */
import { nearestName } from '@/lib/agent-execution/near-miss';
import type { Operation } from './operation';
import { operations } from './operations/operations';

/** Synonyms that callers use for the words of an address. */
const wordSynonyms: Record<string, string> = {
  begin: 'start',
  close: 'complete',
  completed: 'complete',
  done: 'complete',
  end: 'complete',
  error: 'fail',
  failed: 'fail',
  find: 'search',
  finish: 'complete',
  finished: 'complete',
  history: 'logs',
  log: 'logs',
  memory: 'context',
  next: 'claim',
  retry: 'reopen',
  unblock: 'reopen',
};

/** Statuses for the verbs that callers use. A plan has no verbs; callers set its status. */
const statusOfVerb: Record<string, string> = {
  block: 'blocked',
  cancel: 'cancelled',
  complete: 'completed',
  fail: 'failed',
  pause: 'paused',
  resume: 'in_progress',
  start: 'in_progress',
  stop: 'paused',
};

const wordOf = (segment: string) => {
  const lower = segment.toLowerCase();
  return Object.hasOwn(wordSynonyms, lower) ? (wordSynonyms[lower] ?? lower) : lower;
};

/** Addresses of resources that agents expect under a plan. `:id` stands for the plan's id. */
const elsewhere: Record<string, Record<string, string>> = {
  context: {
    GET: 'GET /api/v1/context?plan_id=:id',
    POST: 'POST /api/v1/context with { "plan_id": ":id" }',
  },
  replan: { POST: 'POST /api/v1/plans/:id/versions' },
  status: {
    GET: 'GET /api/v1/plans/:id',
    PATCH: 'PATCH /api/v1/plans/:id with a status',
    POST: 'PATCH /api/v1/plans/:id with a status',
    PUT: 'PATCH /api/v1/plans/:id with a status',
  },
};

/** Returns the word of an address for a misspelled word, its singular or a synonym; null for any other. */
function findNearestWord(segment: string, words: readonly string[]): string | null {
  const word = wordOf(segment);
  return words.includes(word) ? word : (nearestName(`${word}s`, words) ?? nearestName(word, words));
}

/** Returns the address of a template for these segments, and the number of corrected words; null if a segment matches no word. */
function align(
  { path }: Operation,
  segments: readonly string[],
): { address: string; corrections: number } | null {
  const parts = path.split('/').slice(1);
  if (parts.length !== segments.length) return null;
  let corrections = 0;
  const corrected = parts.map((part, index) => {
    const segment = segments[index] ?? '';
    if (part.startsWith('{')) return segment;
    if (segment !== part) corrections += 1;
    return segment === part ? part : findNearestWord(segment, [part]);
  });
  return corrected.includes(null) ? null : { address: `/api/v1/${corrected.join('/')}`, corrections };
}

function nearestTemplate(method: string, segments: readonly string[]): string | null {
  const [best] = operations
    .flatMap((operation) => {
      const found = align(operation, segments);
      const parameters = operation.path.split('{').length;
      return found ? [{ ...found, method: operation.method, parameters }] : [];
    })
    .sort(
      (one, other) =>
        one.corrections - other.corrections ||
        Number(other.method === method) - Number(one.method === method) ||
        one.parameters - other.parameters,
    );
  return best ? `${best.method} ${best.address}` : null;
}

/** Returns the address for a verb that plans or steps do not have; null for others. */
function nearestVerb(method: string, segments: readonly string[]): string | null {
  const [first = '', id = '', word = '', number, rest] = segments;
  const verb = wordOf(word);
  if (verb === 'claim' && segments.length <= 3) {
    return `POST /api/v1/steps/claim${id ? ` with { "plan_id": "${id}" }` : ''}`;
  }
  if (findNearestWord(first, ['plans']) === null) return null;
  const place = segments.length === 3 && Object.hasOwn(elsewhere, verb) ? elsewhere[verb] : undefined;
  if (place && Object.hasOwn(place, method)) return place[method]?.replace(':id', id) ?? null;
  if (segments.length === 3 && Object.hasOwn(statusOfVerb, verb)) {
    const ofStep = operations.some(({ path }) => path === `/plans/{id}/steps/{step}/${verb}`)
      ? `, or POST /api/v1/plans/${id}/steps/{step}/${verb} for a step`
      : '';
    return `PATCH /api/v1/plans/${id} with { "status": "${statusOfVerb[verb]}" }${ofStep}`;
  }
  // The address lacks the word steps: …/3/complete or …/complete/3.
  const [step, action] = /^\d+$/.test(word) ? [word, number] : [number, word];
  return segments.length === 4 && step !== undefined && action !== undefined && rest === undefined
    ? nearestTemplate(method, ['plans', id, 'steps', step, action])
    : null;
}

/** Returns the nearest method and address; null if none is near. */
export function nearestAddress(method: string, segments: readonly string[]): string | null {
  const isClaim = ['claim', 'next'].includes((segments.at(-1) ?? '').toLowerCase());
  if (isClaim && segments[0] !== 'steps')
    return nearestVerb(method, segments.length === 1 ? ['', '', 'claim'] : segments);
  return nearestTemplate(method, segments) ?? nearestVerb(method, segments);
}
