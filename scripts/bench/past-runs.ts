/** Measures the import of past runs over HTTP, as `npm run import` sends them, with transcripts of Claude Code. */
import type { Line } from '../../lib/capture/past-runs/files/read-lines';
import { type SessionAnswer, sendSession } from '../../lib/capture/past-runs/files/send-session';
import type { BenchServer } from './server';

/** As `npm run import` does. */
const SESSIONS_AT_A_TIME = 3;
const TURNS = 50;
const CALLS_OF_TURN = 20;
const START = Date.parse('2026-10-01T08:00:00Z');

/** Yields the lines of a session: prompts, and for each tool call a row of the model with its usage and a row with the result. */
function* linesOf(session: string): Generator<Line> {
  let line = 0;
  const row = (type: string, fields: object): Line => {
    const timestamp = new Date(START + line * 1000).toISOString();
    const about = { sessionId: session, cwd: '/srv/shop', version: '2.1.332', gitBranch: 'main' };
    const uuid = crypto.randomUUID();
    return { line: line++, timestamp, text: JSON.stringify({ type, uuid, timestamp, ...about, ...fields }) };
  };
  const usage = { input_tokens: 200, cache_read_input_tokens: 80_000, output_tokens: 100 };
  const model = (block: object) => {
    const message = {
      id: `m${line}`,
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [block],
      usage,
    };
    return row('assistant', { message });
  };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const promptId = `p${turn}`;
    yield row('user', { promptId, message: { role: 'user', content: `Do part ${turn}` } });
    for (let call = 0; call < CALLS_OF_TURN; call += 1) {
      const id = `${turn}-${call}`;
      const stdout = 'One part is done.\n'.repeat(40);
      yield model({ type: 'tool_use', id, name: 'Bash', input: { command: `sh work.sh ${id}` } });
      const content = [{ type: 'tool_result', tool_use_id: id, content: stdout, is_error: false }];
      const toolUseResult = { stdout, stderr: '', interrupted: false };
      yield row('user', { promptId, message: { role: 'user', content }, toolUseResult });
    }
    yield model({ type: 'text', text: `Part ${turn} is done.` });
  }
}

async function* asStream(lines: Iterable<Line>): AsyncGenerator<Line> {
  yield* lines;
}

/** Imports new sessions for at least this many seconds. Returns the rows of files per second. */
export async function measureImport(agent: BenchServer['agent'], seconds: number): Promise<number> {
  const post = (body: string) => agent<SessionAnswer>('/past-runs/claude-code', body);
  let rows = 0;
  const began = performance.now();
  const work = async () => {
    while (performance.now() - began < seconds * 1000) {
      const session = crypto.randomUUID();
      const report = await sendSession(session, [{ name: 'main', lines: asStream(linesOf(session)) }], post);
      if (report.problems.length > 0) throw new Error(report.problems[0]);
      rows += report.sent;
    }
  };
  await Promise.all(Array.from({ length: SESSIONS_AT_A_TIME }, work));
  return (rows * 1000) / (performance.now() - began);
}
