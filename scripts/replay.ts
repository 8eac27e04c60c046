/**
 * Plays recorded runs of a coding agent (mini-swe-agent trajectories, `*.traj.json`, with the evaluation's
 * `*.report.json` beside them) through the HTTP API, as the agent would have called it:
 *
 *     npm run replay -- <file or folder> --key aes_… [--url http://127.0.0.1:3000]
 *
 * A run becomes a task with one plan. Its steps are the workflow of the recorded prompt. Each command becomes a log
 * row with its output. The reproduction script and the final diff become context. The evaluation decides the outcome.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fitJson, fitText } from './fit-text.ts';

interface Message {
  role: 'system' | 'user' | 'assistant';
  content: string;
  extra?: {
    response?: { created?: number; model?: string; usage?: { total_tokens?: number; cost?: number } };
  };
}

interface Trajectory {
  instance_id: string;
  info: { exit_status: string; submission: string | null };
  messages: Message[];
}

interface Turn {
  thought: string;
  command: string;
  returncode: number;
  output: string;
  metadata: Record<string, string | number>;
}

const WORKFLOW = [
  {
    step: 1,
    action: 'analyze',
    description: 'Analyze the codebase by finding and reading relevant files',
    estimated_duration: 2,
  },
  {
    step: 2,
    action: 'reproduce',
    description: 'Create a script to reproduce the issue',
    estimated_duration: 2,
  },
  {
    step: 3,
    action: 'edit',
    description: 'Edit the source code to resolve the issue',
    estimated_duration: 3,
  },
  {
    step: 4,
    action: 'verify',
    description: 'Verify the fix by running the script again',
    estimated_duration: 2,
  },
  {
    step: 5,
    action: 'test',
    description: 'Test edge cases to ensure the fix is robust',
    estimated_duration: 3,
  },
];

/** Most UTF-8 bytes of JSON in a recorded command or output, and in a context entry. */
const MAX_JSON_BYTES = 200_000;
const MAX_CONTEXT_BYTES = 120_000;

const CREATES_SCRIPT = />\s*\S+\.(py|sh)\b|\bmkdir\b.*repro/;
const EDITS_SOURCE = /\bsed -i\b|\bapply_fix\b/;
const RUNS_CODE = /\b(python3?|pytest|bash)\b/;
const RUNS_TESTS = /\b(pytest|runtests\.py|test_\w+\.py)\b/;

/** Returns the step of the workflow to which a command belongs, given the step before. It never moves back. */
function stepOf(command: string, current: number): number {
  const text = command.split('\n')[0] ?? '';
  if (current <= 2 && EDITS_SOURCE.test(text)) return 3;
  if (current === 1 && CREATES_SCRIPT.test(text)) return 2;
  if (current === 3 && RUNS_CODE.test(text) && !EDITS_SOURCE.test(text)) return 4;
  if (current === 4 && (CREATES_SCRIPT.test(text) || RUNS_TESTS.test(text))) return 5;
  return current;
}

/** Returns the text between <name> and </name> in the shell's output. */
function section(text: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\n?([\\s\\S]*?)\\n?</${name}>`).exec(text)?.[1];
}

function turnsOf(trajectory: Trajectory): Turn[] {
  return trajectory.messages.flatMap((message, index) => {
    const command = /```bash\n([\s\S]*?)\n?```/.exec(message.content)?.[1];
    const answer = trajectory.messages[index + 1]?.content ?? '';
    if (message.role !== 'assistant' || command === undefined) return [];
    const head = section(answer, 'output_head');
    const output =
      head === undefined
        ? (section(answer, 'output') ?? answer)
        : `${head}\n[… the middle was not recorded …]\n${section(answer, 'output_tail') ?? ''}`;
    const response = message.extra?.response;
    return {
      thought: (message.content.split('```bash')[0] ?? '').replace(/^THOUGHT:\s*/, '').trim(),
      command,
      returncode: Number(section(answer, 'returncode') ?? 0),
      output,
      metadata: {
        model: response?.model ?? 'unknown',
        tokens: response?.usage?.total_tokens ?? 0,
        cost: response?.usage?.cost ?? 0,
        recorded_at: new Date((response?.created ?? 0) * 1000).toISOString(),
      },
    };
  });
}

/** The HTTP API for an agent. */
class Api {
  private readonly url: string;
  private readonly key: string;

  constructor(url: string, key: string) {
    this.url = url;
    this.key = key;
  }

  async call(method: string, path: string, body: object): Promise<{ id: string }> {
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.key}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok)
      throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(answer.error)}`);
    return answer.data;
  }
}

async function replayTurn(api: Api, planId: string, step: number, turn: Turn): Promise<void> {
  const lastLine = turn.output.trimEnd().split('\n').at(-1) ?? '';
  await api.call('POST', `/plans/${planId}/logs`, {
    step_number: step,
    action_type: 'tool_call',
    description: fitText(turn.thought || turn.command),
    before_state: { command: fitJson(turn.command, MAX_JSON_BYTES) },
    after_state: { returncode: turn.returncode, output: fitJson(turn.output, MAX_JSON_BYTES) },
    error_message:
      turn.returncode === 0 ? undefined : `Exit code ${turn.returncode}: ${fitText(lastLine, 2000)}`,
    metadata: turn.metadata,
  });
}

/** Moves from one step of the workflow to a later one and skips those in between. */
async function advance(api: Api, planId: string, from: number, to: number): Promise<void> {
  if (from > 0) await api.call('POST', `/plans/${planId}/steps/${from}/complete`, {});
  for (let skipped = from + 1; skipped < to; skipped += 1) {
    await api.call('POST', `/plans/${planId}/steps/${skipped}/skip`, {
      description: 'The agent skipped this step',
    });
  }
  await api.call('POST', `/plans/${planId}/steps/${to}/start`, {});
}

async function remember(api: Api, planId: string, trajectory: Trajectory, turns: Turn[]): Promise<void> {
  const script = turns.find((turn) => CREATES_SCRIPT.test(turn.command))?.command;
  const entries = [
    { context_type: 'artifact', context_key: 'reproduction_script', context_value: script },
    { context_type: 'artifact', context_key: 'final_diff', context_value: trajectory.info.submission },
  ];
  for (const { context_value, ...entry } of entries) {
    if (context_value)
      await api.call('POST', '/context', {
        plan_id: planId,
        ...entry,
        context_value: fitJson(context_value, MAX_CONTEXT_BYTES),
      });
  }
}

async function conclude(api: Api, planId: string, step: number, isResolved: boolean): Promise<void> {
  if (!isResolved) {
    const error_message = 'The evaluation did not count the issue as resolved.';
    await api.call('POST', `/plans/${planId}/steps/${step}/fail`, { error_message, agent_confidence: 0.2 });
    return;
  }
  await api.call('POST', `/plans/${planId}/steps/${step}/complete`, { agent_confidence: 0.95 });
  for (let skipped = step + 1; skipped <= WORKFLOW.length; skipped += 1) {
    await api.call('POST', `/plans/${planId}/steps/${skipped}/skip`, {
      description: 'The agent had finished',
    });
  }
}

async function replay(api: Api, file: string): Promise<void> {
  const trajectory: Trajectory = JSON.parse(readFileSync(file, 'utf8'));
  const reportFile = file.replace('.traj.json', '.report.json');
  const isResolved = existsSync(reportFile) && Boolean(JSON.parse(readFileSync(reportFile, 'utf8')).resolved);
  const turns = turnsOf(trajectory);
  const prompt = trajectory.messages.find((message) => message.role === 'user')?.content ?? '';

  const task = await api.call('POST', '/tasks', {
    title: fitText(`Resolve ${trajectory.instance_id}`, 500),
    description: fitText(section(prompt, 'pr_description') ?? ''),
    category: 'swe-bench',
  });
  const plan = await api.call('POST', '/plans', {
    task_id: task.id,
    plan_type: 'bug_fix',
    steps: WORKFLOW,
    reasoning: fitText(turns[0]?.thought ?? ''),
    metadata: { instance_id: trajectory.instance_id, exit_status: trajectory.info.exit_status },
  });

  let step = 0;
  for (const turn of turns) {
    const next = stepOf(turn.command, Math.max(step, 1));
    if (next !== step) await advance(api, plan.id, step, next);
    step = next;
    await replayTurn(api, plan.id, step, turn);
  }
  await remember(api, plan.id, trajectory, turns);
  await conclude(api, plan.id, step, isResolved);
  console.log(
    `${trajectory.instance_id}: ${turns.length} commands, ${isResolved ? 'resolved' : 'not resolved'}, plan ${plan.id}`,
  );
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { url: { type: 'string', default: 'http://127.0.0.1:3000' }, key: { type: 'string' } },
});
const [target] = positionals;
if (!target || !values.key) {
  console.error(
    'Usage: npm run replay -- <file or folder of *.traj.json> --key aes_… [--url http://127.0.0.1:3000]',
  );
  process.exit(2);
}
const files = statSync(target).isDirectory()
  ? readdirSync(target)
      .filter((name) => name.endsWith('.traj.json'))
      .map((name) => join(target, name))
  : [target];
const api = new Api(values.url, values.key);
for (const file of files) {
  await replay(api, file).catch((error: unknown) => {
    console.error(`${basename(file)}: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  });
}
