/** Reads a plan that an agent wrote as Markdown and asks a person to approve. */
import { parsePlanMarkdown } from '@/lib/plan-markdown/parse-plan-markdown';
import type { ProposedPlan } from '../facts';
import { hashOf } from '../hash-of';
import { firstLine } from '../payload';

const MAX_STEPS = 200;
const TITLE_LENGTH = 120;

/** Returns the title, the steps and the hash of a plan. The hash names the text that a person approves. */
export function readProposedPlan(markdown: string): ProposedPlan {
  const title = markdown.split('\n').find((line) => line.trim() !== '') ?? 'A plan';
  const steps = parsePlanMarkdown(markdown).steps.slice(0, MAX_STEPS);
  return {
    title: firstLine(title.replace(/^#+\s*/, ''), TITLE_LENGTH),
    steps: [...new Set(steps.map(({ description }) => firstLine(description, 200)))],
    hash: hashOf(markdown).slice(0, 12),
  };
}
