/** What OpenCode asks a person: permission for a call, answers to questions. */
import type { Fact } from '../facts';
import { questionsOf } from '../hooks/hook-requests';
import { defined, listOf, objectOf, textOf } from '../payload';
import { questionLine, requestFact } from '../tools/call-facts';
import type { ToolCall } from '../tools/tool-call';
import type { OpencodeEvent } from './opencode-payload';
import { kindOf } from './opencode-tools';

/** Returns the request of a call. The plugin adds its tool and arguments; else only what the client says of it is known. */
export function readPermission(event: OpencodeEvent): Fact[] {
  const { input, output, subagent, directory, id } = event;
  const permission = textOf(input.permission) ?? textOf(input.type) ?? 'a tool';
  const sent = listOf(input.patterns ?? input.pattern).flatMap((pattern) => textOf(pattern) ?? []);
  const patterns = sent.length > 0 ? sent.join(', ') : (textOf(input.pattern) ?? textOf(input.title) ?? '');
  const tool = textOf(output.tool) ?? permission;
  const args = output.args === undefined ? { ...objectOf(input.metadata), patterns } : objectOf(output.args);
  const waiting = textOf(objectOf(input.tool).callID) ?? textOf(input.callID);
  const call: ToolCall = defined({ tool, input: args, call: waiting ?? id, cwd: directory });
  const fact = requestFact(kindOf(tool), call, defined({ subagent }));
  // A call may ask for more than its tool, such as for a folder outside the project.
  const isOwn = permission === tool && fact.target !== '';
  const question = isOwn ? fact.question : questionLine(`${permission} ${patterns}`);
  return [defined({ ...fact, question, call: waiting })];
}

export function readQuestions({ input, subagent }: OpencodeEvent): Fact[] {
  const questions = listOf(input.questions).map((each) => {
    const { multiple, ...question } = objectOf(each);
    return { ...question, ...(multiple === true && { multiSelect: true }) };
  });
  const tool = 'question';
  const call: ToolCall = { tool, input: { questions }, call: textOf(objectOf(input.tool).callID) ?? tool };
  const fact = requestFact(kindOf(tool), call, defined({ subagent }));
  const question = questionLine(fact.target || 'A question');
  return [
    defined({
      ...fact,
      ...questionsOf(call, fact.request),
      decision: 'question',
      question,
      call: textOf(objectOf(input.tool).callID),
    }),
  ];
}

/** Returns the end of a request: the client names the request, whose event has its id. */
export function readReply({ name = '', input }: OpencodeEvent): Fact[] {
  const request = textOf(input.requestID);
  if (request === undefined) return [];
  const [asked] = name.split('.');
  const is_refused = name === 'question.rejected' || input.reply === 'reject';
  return [{ kind: 'request_end', key: `${asked}.asked:${request}`, is_refused }];
}
