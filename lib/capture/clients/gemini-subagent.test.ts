import { expect, test } from 'vitest';
import { gemini } from './gemini';

/** Returns the facts of a subagent that ended for a reason. */
const ended = (terminateReason: string, result: string) =>
  gemini.read({
    session_id: 's1',
    hook_event_name: 'AfterTool',
    tool_name: 'invoke_agent',
    tool_input: { agent_name: 'generalist', prompt: 'Find the carts' },
    tool_response: {
      llmContent: [
        {
          text: `Subagent 'generalist' finished.\nTermination Reason: ${terminateReason}\nResult:\n${result}`,
        },
      ],
      returnDisplay: { isSubagentProgress: true, terminateReason, result },
    },
  });

test('reads the result of a subagent that reached its goal', () => {
  expect(ended('GOAL', 'Two carts')).toMatchObject([
    {
      kind: 'result',
      row: { description: 'Ran agent: Find the carts', after_state: { result: 'Two carts' } },
    },
    { kind: 'subagent_end', result: 'Two carts' },
  ]);
});

test('reads why a subagent ended without its goal', () => {
  const error = 'MAX_TURNS: Agent reached max turns limit (20).';
  expect(ended('MAX_TURNS', 'Agent reached max turns limit (20).')).toMatchObject([
    {
      kind: 'result',
      row: { description: 'Failed: invoke_agent Find the carts', error_message: error },
    },
    { kind: 'subagent_end', error },
  ]);
});
