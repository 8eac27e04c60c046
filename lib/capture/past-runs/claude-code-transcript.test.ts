import { expect, test } from 'vitest';
import { claudeCodeTranscript } from './claude-code-transcript';

const at = (second: number) => `2026-10-01T08:00:0${second}.000Z`;
const input = { description: 'Read the logs', prompt: 'Read them', subagent_type: 'Explore' };
const call = {
  type: 'assistant',
  timestamp: at(1),
  message: { id: 'm1', model: 'claude', content: [{ type: 'tool_use', id: 't1', name: 'Agent', input }] },
};
const result = {
  type: 'user',
  timestamp: at(9),
  message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: 'Done' }] },
  toolUseResult: { status: 'completed', agentId: 'a1', content: [] },
};

function timesOf(rows: { file: string; row: object }[]) {
  const state = claudeCodeTranscript.begin();
  // The reader takes any JSON.
  const read = rows.flatMap((row, line) => claudeCodeTranscript.read(state, 's', { ...row, line } as never));
  return read.flatMap((event) => (/Subagent|PostToolUse/.test(event.event) ? [[event.event, event.at]] : []));
}

test('begins a subagent whose rows are missing with its call', () => {
  const rows = [
    { file: 'main', row: call },
    { file: 'main', row: result },
  ];
  expect(timesOf(rows)).toEqual([
    ['SubagentStart', at(1)],
    ['PostToolUse', at(9)],
  ]);
});

test('begins a subagent with its first row', () => {
  const prompt = { type: 'user', timestamp: at(2), uuid: 'u1', message: { content: 'Read them' } };
  const rows = [
    { file: 'main', row: call },
    { file: 'agent-a1', row: prompt },
    { file: 'main', row: result },
  ];
  expect(timesOf(rows)).toEqual([
    ['SubagentStart', at(2)],
    ['PostToolUse', at(9)],
  ]);
});
