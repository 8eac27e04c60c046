/**
 * OpenCode 1.18: a plugin that Connect serves posts what the client gives to plugins, as
 * `{ hook, input, output, root?, directory?, at? }`. `hook` is init, event, chat.message, tool.execute.before, tool.execute.after or
 * permission.ask; of an event, `input` is the event. Of session.idle, `output` has what the plugin knows of the turn: `last_message`, the
 * last text of the agent, and `has_failed`, whether session.error came in it. The requests permission.asked and question.asked are hooks,
 * too: `input` has their properties, and `output` the `tool` and the `args` of the call that waits.
 *
 * A subagent is a session of its own. Only its first events name its parent, so the plugin, which sees all of them, sends the session that
 * the person works in as `root`. Without it, the other events of a subagent are those of a session of its own.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping, EventIdentity } from '../client-mapping';
import type { Fact } from '../facts';
import { defined, objectOf, textOf } from '../payload';
import { opencodeEventFacts } from './opencode-events';
import { type OpencodeEvent, openOpencodeEvent } from './opencode-payload';
import { readOpencodeCall, readOpencodeResult } from './opencode-tools';

const READERS: Readonly<Record<string, (event: OpencodeEvent) => Fact[]>> = {
  'chat.message': readPrompt,
  'tool.execute.before': readOpencodeCall,
  'tool.execute.after': readOpencodeResult,
};

export const opencode: ClientMapping = { identify, read };

function identify(payload: JsonObject): EventIdentity | null {
  const event = openOpencodeEvent(payload);
  const { name, session, id, at } = event;
  if (!name || !session || isDisplay(event)) return null;
  return defined({ session, event: name, key: `${name}:${id}`, at });
}

function read(payload: JsonObject): Fact[] {
  const event = openOpencodeEvent(payload);
  const { name } = event;
  if (!name || !event.session || isDisplay(event)) return [];
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return reader ? reader(event) : opencodeEventFacts(event);
}

/**
 * Returns whether an event only redraws something. Among parts of messages, only failed calls matter; among messages, only those that
 * ended.
 */
function isDisplay({ name, input }: OpencodeEvent): boolean {
  if (name === 'message.part.updated') {
    const part = objectOf(input.part);
    return part.type !== 'tool' || objectOf(part.state).status !== 'error';
  }
  if (name === 'message.updated') {
    const { role, time } = objectOf(input.info);
    return role !== 'assistant' || objectOf(time).completed === undefined;
  }
  return name === 'init' || name === 'message.part.delta' || name === 'session.diff';
}

/** The prompt of a subagent is not from a person. */
function readPrompt({ subagent, id, input, output, directory }: OpencodeEvent): Fact[] {
  const parts = Array.isArray(output.parts) ? output.parts.map(objectOf) : [];
  const texts = parts.flatMap((part) =>
    part.type === 'text' && part.synthetic !== true ? (textOf(part.text) ?? []) : [],
  );
  if (subagent !== undefined || texts.length === 0) return [];
  const model = objectOf(objectOf(output.message).model ?? input.model);
  return [
    defined({ kind: 'session', cwd: directory, model: textOf(model.modelID) }),
    { kind: 'prompt', turn: id, text: texts.join('\n') },
  ];
}
