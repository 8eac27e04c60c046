/**
 * Finds the known name that a caller meant by an unknown one. The database has the same rule for fields within jsonb
 * (private.nearest_name); near-misses.test.ts in supabase/tests asks both the same questions.
 */

/** Other systems' names for fields and values, normalized. The first one that is valid at its place applies. */
export const synonyms: Record<string, readonly string[]> = {
  after: ['depends_on', 'after_state', 'cursor'],
  agent: ['actor_type'],
  agentreasoning: ['reasoning'],
  approval: ['requires_approval'],
  approvalrequired: ['requires_approval'],
  approve: ['allow'],
  approved: ['allow'],
  attempts: ['max_attempts'],
  backoff: ['retry_delay_seconds'],
  before: ['before_state'],
  blockedby: ['depends_on'],
  body: ['description', 'context_value'],
  budget: ['max_tokens'],
  canceled: ['cancelled'],
  confidence: ['agent_confidence'],
  comment: ['message'],
  content: ['context_value', 'description'],
  count: ['limit'],
  data: ['result', 'after_state', 'metadata'],
  deadline: ['due_date'],
  dependencies: ['depends_on'],
  deps: ['depends_on'],
  desc: ['description'],
  details: ['description'],
  done: ['completed'],
  due: ['due_date'],
  duration: ['estimated_duration', 'estimated_time'],
  error: ['error_message'],
  estimate: ['estimated_duration', 'estimated_time'],
  estimatedduration: ['estimated_time'],
  estimatedminutes: ['estimated_duration', 'estimated_time'],
  estimatedtime: ['estimated_duration'],
  expires: ['expires_at'],
  expiry: ['expires_at'],
  extra: ['metadata'],
  from: ['start_date', 'since'],
  gate: ['requires_approval'],
  goal: ['reasoning', 'title'],
  id: ['plan_id', 'task_id', 'step', 'entity_id'],
  instructions: ['description'],
  items: ['steps'],
  key: ['context_key'],
  kind: ['plan_type', 'context_type', 'action_type'],
  lease: ['lease_token', 'lease_seconds'],
  maxretries: ['max_attempts'],
  maxrows: ['limit'],
  message: ['description', 'error_message'],
  meta: ['metadata'],
  minutes: ['estimated_duration', 'estimated_time'],
  name: ['title', 'action', 'context_key'],
  needs: ['depends_on'],
  needsapproval: ['requires_approval'],
  note: ['description'],
  notes: ['description'],
  number: ['step', 'step_number'],
  output: ['result', 'after_state'],
  page: ['cursor'],
  pagesize: ['limit'],
  params: ['metadata'],
  parent: ['parent_plan_id'],
  parentstep: ['parent_step_number'],
  permission: ['tool_call'],
  perpage: ['limit'],
  plan: ['plan_id'],
  prerequisites: ['depends_on'],
  q: ['query', 'search'],
  query: ['search', 'q'],
  reason: ['reasoning', 'message', 'description', 'error_message'],
  reasoning: ['agent_reasoning', 'reason'],
  refuse: ['deny'],
  reject: ['deny'],
  rejected: ['deny'],
  requires: ['depends_on'],
  retries: ['max_attempts'],
  search: ['query', 'q'],
  since: ['start_date'],
  size: ['limit'],
  state: ['status', 'after_state'],
  stepid: ['step_number'],
  stepnumber: ['step'],
  summary: ['description'],
  tags: ['metadata'],
  task: ['task_id', 'title', 'description'],
  tasks: ['steps'],
  text: ['description', 'context_value'],
  timeout: ['timeout_seconds'],
  title: ['description', 'action', 'name'],
  to: ['end_date'],
  todo: ['pending'],
  todos: ['steps'],
  token: ['lease_token'],
  tokens: ['max_tokens'],
  top: ['limit'],
  ttl: ['ttl_seconds', 'lease_seconds'],
  type: ['plan_type', 'context_type', 'action_type', 'action'],
  timezone: ['time_zone'],
  tz: ['time_zone'],
  until: ['end_date'],
  value: ['context_value'],
  waitsfor: ['depends_on'],
};

/** Returns a name in lower case, without spaces, underscores and other marks. */
export const foldName = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Longer names are not compared by letter, which takes quadratic time. */
const MAX_NAME = 60;

/** Returns the optimal string alignment distance: insertions, deletions, replacements and swaps of neighbors. */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, column) => column);
  for (let line = 1; line <= one.length; line++) {
    const next = [line];
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[line - 1] === other[column - 1];
      const isSwapped =
        line > 1 && column > 1 && one[line - 1] === other[column - 2] && one[line - 2] === other[column - 1];
      next.push(
        Math.min(
          (row[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (row[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Returns the maximum number of edits for a name of this length: one in four letters, three at most. */
const maxEditsFor = (length: number) => Math.min(3, Math.floor(length / 4));

/** Returns the known name nearest to an unknown one; null if none is near. */
export function nearestName(name: string, known: readonly string[]): string | null {
  const folded = foldName(name);
  const same = known.find((candidate) => foldName(candidate) === folded);
  if (same !== undefined) return same;
  const synonym = Object.hasOwn(synonyms, folded)
    ? synonyms[folded]?.find((candidate) => known.includes(candidate))
    : undefined;
  if (synonym !== undefined) return synonym;
  if (folded.length > MAX_NAME) return null;
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: editDistance(folded, foldName(candidate)) }))
    .filter(
      ({ candidate, edits }) => edits <= maxEditsFor(Math.min(folded.length, foldName(candidate).length)),
    )
    .sort((one, other) => one.edits - other.edits);
  return nearest?.candidate ?? null;
}

/** Returns the problem of an unknown field: the nearest known field, or else all known fields. */
export function unknownField(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  if (nearest !== null) return `is not a field here; did you mean ${nearest}?`;
  if (known.length === 0) return 'is not a field here; none can be sent';
  return `is not a field here; the fields are ${known.join(', ')}`;
}
