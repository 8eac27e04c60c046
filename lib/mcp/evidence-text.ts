/** Writes the evidence of a plan in a few lines. */
import type { PlanEvidence } from '@/lib/agent-execution/evidence';
import type { SummedUsage, UsageGroup } from '@/lib/agent-execution/usage';
import { costWords, usageWords } from '@/lib/format/usage';

const MAX_FILES = 20;

/** Returns what a plan claims, what it proves and what it cost, with its sub-plans. */
export function evidenceText(evidence: PlanEvidence, { total, groups }: SummedUsage): string {
  const { tests, newest_test, commands, changes, files, commits, loops, claims } = evidence;
  const shown = files.slice(0, MAX_FILES).map(({ path, added, removed }) => `${path} +${added} -${removed}`);
  const disputed = evidence.is_disputed && evidence.disputed_claims[0];
  const newest =
    newest_test &&
    ` The newest: ${newest_test.description}, exit code ${newest_test.exit_code ?? 'unknown'}.`;
  return [
    disputed && `Disputed: ${disputed.description}`,
    claims[0] && `Claimed: ${claims[0].message}`,
    `Tests: ${tests.runs} runs, ${tests.failed} failed.${newest ?? ''}`,
    `Commands: ${commands.runs} runs, ${commands.failed} failed.`,
    loops > 0 && `Loops: the same failure came three times in a row, ${loops} times.`,
    `Files: ${changes.files}, +${changes.added} -${changes.removed}.`,
    ...shown,
    commits.length > 0 && `Commits: ${commits.map((row) => row.commit ?? row.pull_request).join(', ')}`,
    total && `Usage: ${usageWords(total)} (${groups.map(modelText).join('; ')})`,
  ]
    .filter(Boolean)
    .join('\n');
}

function modelText({ model, input_tokens, output_tokens, ...sum }: UsageGroup): string {
  return `${model} ${input_tokens} in, ${output_tokens} out, ${costWords(sum)}`;
}
