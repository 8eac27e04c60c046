/** The pieces of a context pack: one text for each known item, the most useful first, without duplicates. */
import type { PlanStatus, StepStatus } from './agent-execution.types';

/** The result of `agent_context_pack`. */
export interface PackMaterial {
  task: { id: string; title: string; description: string | null };
  plans: {
    id: string;
    plan_type: string;
    status: PlanStatus;
    agent_reasoning: string | null;
    current_step: number;
    total_steps: number;
    created_at: string;
    steps: {
      step_number: number;
      action: string;
      description: string;
      status: StepStatus;
      error_message: string | null;
    }[];
  }[];
  decisions: { seq: number; plan_id: string; created_at: string; actor: string; reasoning: string }[];
  entries: PackEntry[];
}

interface PackEntry {
  id: string;
  task_id: string | null;
  task_title: string | null;
  plan_id: string | null;
  step_number: number | null;
  context_type: string;
  context_key: string;
  /** The first 20,000 characters of the value. */
  context_value: string;
  value_length: number;
  updated_at: string;
  score: number;
}

export interface PackPiece {
  section: 'goal' | 'plan' | 'blockers' | 'decisions' | 'memory';
  /** Id of the task, plan or entry, or seq of the log row, that the piece is about. */
  id: string;
  title: string;
  text: string;
  tokens: number;
  /** Search score of an entry, raised if it belongs to this task or plan. Null for other pieces. */
  score: number | null;
  is_shortened: boolean;
}

export interface LeftOut {
  id: string;
  title: string;
  score: number | null;
  reason: 'budget' | 'duplicate';
  /** The entry that a duplicate repeats. */
  duplicate_of?: string;
}

const marks: Record<StepStatus, string> = {
  pending: ' ',
  awaiting_approval: '?',
  in_progress: '>',
  blocked: '!',
  completed: 'x',
  failed: '!',
  skipped: '-',
};

export function piecesOf(material: PackMaterial): { pieces: PackPiece[]; duplicates: LeftOut[] } {
  const { entries, duplicates } = withoutDuplicates(material.entries);
  const isBlocker = ({ context_type }: PackEntry) => /^blockers?$/i.test(context_type);
  const isDecision = ({ context_type }: PackEntry) => /^decisions?$/i.test(context_type);
  const inTask = ({ task_id }: PackEntry) => task_id === material.task.id;
  const blockers = entries.filter((entry) => isBlocker(entry) && inTask(entry));
  const decisions = entries.filter((entry) => isDecision(entry) && inTask(entry));
  const rest = entries.filter((entry) => !blockers.includes(entry) && !decisions.includes(entry));
  const pieces = [
    goalOf(material.task),
    ...material.plans.map(planOf),
    ...blockers.map((entry) => entryOf('blockers', entry, material.task.id)),
    ...decisions.map((entry) => entryOf('decisions', entry, material.task.id)),
    ...material.decisions.map(decisionOf),
    ...rest.map((entry) => entryOf('memory', entry, material.task.id)),
  ];
  return { pieces, duplicates };
}

function piece(
  section: PackPiece['section'],
  id: string,
  title: string,
  text: string,
  score: number | null = null,
) {
  return { section, id, title, text, score, tokens: 0, is_shortened: false };
}

function goalOf({ id, title, description }: PackMaterial['task']): PackPiece {
  return piece('goal', id, title, [`# ${title}`, description?.trim()].filter(Boolean).join('\n\n'));
}

function planOf(plan: PackMaterial['plans'][number]): PackPiece {
  const title = `Plan ${plan.plan_type}`;
  const steps = plan.steps.map(({ step_number, action, description, status, error_message }) =>
    [
      `- [${marks[status]}] ${step_number}. ${action}: ${description}`,
      ['completed', 'pending'].includes(status) ? '' : ` (${status})`,
      error_message ? `\n  Error: ${error_message}` : '',
    ].join(''),
  );
  const head = `## ${title} (${plan.status}, step ${Math.min(plan.current_step, plan.total_steps)} of ${plan.total_steps}, id ${plan.id})`;
  return piece(
    'plan',
    plan.id,
    title,
    [head, plan.agent_reasoning?.trim(), steps.join('\n')].filter(Boolean).join('\n\n'),
  );
}

function decisionOf({ seq, created_at, actor, reasoning }: PackMaterial['decisions'][number]): PackPiece {
  return piece(
    'decisions',
    String(seq),
    'Reasoning of a plan',
    `- ${created_at.slice(0, 10)} ${actor}: ${reasoning}`,
  );
}

function entryOf(section: PackPiece['section'], entry: PackEntry, taskId: string): PackPiece {
  const title = `${entry.context_type}/${entry.context_key}`;
  const origin = [
    entry.updated_at.slice(0, 10),
    entry.step_number === null ? null : `step ${entry.step_number}`,
    entry.task_id !== taskId && entry.task_title ? `of “${entry.task_title}”` : null,
  ].filter(Boolean);
  const text = `### ${title} (${origin.join(', ')})\n\n${fenced(entry.context_value.trim())}`;
  return piece(section, entry.id, title, text, entry.score);
}

/** Fences a value, so that headings or fences within it do not change the document. */
function fenced(value: string): string {
  if (!/^(#{1,6}\s|```|~~~)/m.test(value)) return value;
  const longest = Math.max(2, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${value}\n${fence}`;
}

/** Share of common three-word shingles from which two entries are duplicates (Broder 1997). */
const DUPLICATE_RESEMBLANCE = 0.7;

function withoutDuplicates(entries: PackEntry[]): { entries: PackEntry[]; duplicates: LeftOut[] } {
  const kept: { entry: PackEntry; shingles: Set<string> }[] = [];
  const duplicates: LeftOut[] = [];
  for (const entry of entries) {
    const shingles = shinglesOf(entry.context_value);
    const same = kept.find((other) => resemblance(shingles, other.shingles) >= DUPLICATE_RESEMBLANCE);
    if (same) {
      const title = `${entry.context_type}/${entry.context_key}`;
      duplicates.push({
        id: entry.id,
        title,
        score: entry.score,
        reason: 'duplicate',
        duplicate_of: same.entry.id,
      });
    } else {
      kept.push({ entry, shingles });
    }
  }
  return { entries: kept.map(({ entry }) => entry), duplicates };
}

function shinglesOf(text: string): Set<string> {
  const words =
    text
      .slice(0, 5000)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 3) return new Set([words.join(' ') || text]);
  return new Set(words.slice(2).map((word, index) => `${words[index]} ${words[index + 1]} ${word}`));
}

function resemblance(a: Set<string>, b: Set<string>): number {
  const [few, many] = a.size < b.size ? [a, b] : [b, a];
  let common = 0;
  for (const shingle of few) if (many.has(shingle)) common += 1;
  return common / (a.size + b.size - common);
}
