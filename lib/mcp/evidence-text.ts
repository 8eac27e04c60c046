/** Writes the evidence of a plan in a few lines. */
import type { PlanEvidence, Usage } from '@/lib/agent-execution/evidence';

const MAX_FILES = 20;

/** Returns what a plan claims and what it proves. */
export function evidenceText(evidence: PlanEvidence): string {
  const { tests, newest_test, commands, changes, files, commits, loops, claims, usage } = evidence;
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
    usage.length > 0 && `Usage: ${usage.map(usageText).join('; ')}`,
  ]
    .filter(Boolean)
    .join('\n');
}

function usageText({ model, input_tokens, output_tokens, cost_usd, is_estimated }: Usage): string {
  const cost = cost_usd === null ? '' : `, ${is_estimated ? 'about ' : ''}$${cost_usd.toFixed(4)}`;
  return `${model} ${input_tokens} in, ${output_tokens} out${cost}`;
}
