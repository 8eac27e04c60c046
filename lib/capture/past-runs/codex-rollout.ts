/**
 * Rollouts of Codex: `rollout-<time>-<session>.jsonl`, a row for each item of the conversation and each event. Commands have their exit code
 * in an event, which comes before their output.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { timeOf } from '../clients/event-time';
import type { Fact, UsageFact } from '../facts';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import { resultText } from '../tools/tool-call';
import type { PastEvent, PastReader, PastRow } from './past-event';

interface RolloutState {
  turn?: string;
  model?: string;
  cwd?: string;
  /** The newest prompt: two versions of the client report it in two events. */
  prompt?: string;
  /** Calls without a result, by their id, with what an event said about their end. */
  calls: Record<string, { tool: string; input: JsonObject; end?: JsonObject }>;
  /** Usage has rows of its own, so the totals are ignored. */
  has_usage?: boolean;
  /** The newest total, which a version without those rows repeats. */
  total?: number;
}

const SHELLS = new Set(['exec_command', 'shell', 'shell_command', 'local_shell', 'container.exec']);

export const codexRollout: PastReader<RolloutState> = {
  begin: () => ({ calls: {} }),
  read: (state, session, row) => new RolloutReader(state, session, row).read(),
  finish: (state, session) => [
    new RolloutReader(state, session, { file: 'main', line: 0, row: {} }).hook('SessionEnd', {
      reason: 'imported',
    }),
  ],
  seal(state, clean) {
    for (const call of Object.values(state.calls)) {
      call.input = clean(call.input, call.tool);
      if (call.end) call.end = clean(call.end, call.tool);
    }
    if (state.prompt !== undefined) state.prompt = String(clean({ prompt: state.prompt }).prompt);
  },
};

class RolloutReader {
  private readonly state: RolloutState;
  private readonly session: string;
  private readonly type: string | undefined;
  private readonly payload: JsonObject;
  private readonly at: string | undefined;
  private readonly line: number;

  constructor(state: RolloutState, session: string, { row, line }: PastRow) {
    this.state = state;
    this.session = session;
    this.type = textOf(row.type);
    this.payload = objectOf(row.payload);
    this.at = timeOf(row.timestamp);
    this.line = line;
  }

  read(): PastEvent[] {
    const { payload, state } = this;
    const item = objectOf(payload.internal_chat_message_metadata_passthrough);
    state.turn = textOf(payload.turn_id) ?? textOf(item.turn_id) ?? state.turn;
    if (this.type === 'session_meta') return this.readMeta();
    if (this.type === 'turn_context') return this.readContext();
    if (this.type === 'response_item') return this.readItem();
    if (this.type === 'event_msg') return this.readEvent();
    if (this.type === 'token_usage_record') return this.readUsage();
    if (this.type !== 'compacted' || textOf(payload.message) === undefined) return [];
    return [this.hook('PostCompact', { compact_summary: payload.message ?? '' })];
  }

  hook(name: string, fields: JsonObject): PastEvent {
    const { turn: turn_id, cwd } = this.state;
    const base = { session_id: this.session, hook_event_name: name, cwd, turn_id };
    return defined({ event: name, at: this.at, payload: defined({ ...base, ...fields }) as JsonObject }); // no field is undefined
  }

  private fact(event: string, fact: Fact): PastEvent {
    return defined({ event, at: this.at, facts: [fact] });
  }

  private readMeta(): PastEvent[] {
    const { payload, state } = this;
    state.cwd = textOf(payload.cwd) ?? state.cwd;
    const branch = textOf(objectOf(payload.git).branch);
    const client_version = textOf(payload.cli_version);
    return [
      this.fact(
        'SessionStart',
        defined({ kind: 'session' as const, cwd: state.cwd, branch, client_version }),
      ),
    ];
  }

  private readContext(): PastEvent[] {
    const { payload, state } = this;
    state.cwd = textOf(payload.cwd) ?? state.cwd;
    const model = textOf(payload.model);
    if (model === undefined || model === state.model) return [];
    state.model = model;
    return [this.fact('SessionStart', defined({ kind: 'session' as const, cwd: state.cwd, model }))];
  }

  private readItem(): PastEvent[] {
    const { payload, state } = this;
    const id = textOf(payload.call_id) ?? textOf(payload.id) ?? '';
    switch (payload.type) {
      case 'function_call':
        state.calls[id] = callOf(textOf(payload.name) ?? 'unknown', objectIn(payload.arguments));
        return [];
      case 'custom_tool_call':
        state.calls[id] = callOf(textOf(payload.name) ?? 'unknown', { input: payload.input ?? '' });
        return [];
      case 'local_shell_call':
        state.calls[id] = callOf('local_shell', objectOf(payload.action));
        return [];
      case 'function_call_output':
      case 'custom_tool_call_output':
        return this.readOutput(id);
      default:
        return [];
    }
  }

  /** The output is a text, or in old versions its JSON. */
  private readOutput(id: string): PastEvent[] {
    const { payload, state } = this;
    const { tool, input, end } = state.calls[id] ?? { tool: 'unknown', input: {} };
    delete state.calls[id];
    const wrapped = objectIn(payload.output);
    const text = textOf(wrapped.output) ?? resultText(payload.output) ?? '';
    const exitCode = numberOf(end?.exit_code) ?? numberOf(objectOf(wrapped.metadata).exit_code);
    const output = textOf(end?.aggregated_output) ?? textOf(end?.stdout) ?? text;
    const response: Json = exitCode === undefined || tool !== 'Bash' ? text : { output, exit_code: exitCode };
    const fields = { tool_name: tool, tool_input: input, tool_use_id: id, tool_response: response };
    return [this.hook('PostToolUse', fields)];
  }

  private readEvent(): PastEvent[] {
    const { payload, state } = this;
    switch (payload.type) {
      case 'user_message':
        return this.readPrompt(textOf(payload.message));
      case 'item_completed':
        return this.readCompleted(objectOf(payload.item));
      case 'exec_command_end':
        return this.endCall(textOf(payload.call_id), payload);
      case 'task_complete':
        delete state.prompt;
        return [this.hook('Stop', { last_assistant_message: payload.last_agent_message ?? null })];
      case 'turn_aborted':
        delete state.prompt;
        return [this.note('Interrupted by a person')];
      case 'error':
        return [this.note('The turn was stopped by an error', textOf(payload.message))];
      case 'token_count':
        return this.readTotal();
      default:
        return [];
    }
  }

  private note(description: string, error_message?: string): PastEvent {
    const row = defined({ action_type: 'note', description, error_message });
    return this.fact('note', defined({ kind: 'note' as const, turn: this.state.turn, row }));
  }

  private readCompleted(item: JsonObject): PastEvent[] {
    if (item.type === 'UserMessage') return this.readPrompt(resultText(item));
    return item.type === 'CommandExecution' ? this.endCall(textOf(item.id), item) : [];
  }

  private endCall(id: string | undefined, end: JsonObject): PastEvent[] {
    const call = id === undefined ? undefined : this.state.calls[id];
    const { exit_code, aggregated_output, stdout } = end;
    if (call) call.end = defined({ exit_code, aggregated_output, stdout }) as JsonObject; // no field is undefined
    return [];
  }

  private readPrompt(text: string | undefined): PastEvent[] {
    if (text === undefined || text === this.state.prompt) return [];
    this.state.prompt = text;
    return [this.hook('UserPromptSubmit', { prompt: text })];
  }

  private readUsage(): PastEvent[] {
    const id = textOf(this.payload.response_id);
    this.state.has_usage = true;
    return id === undefined ? [] : this.usageEvent(id, objectOf(this.payload.usage));
  }

  /** Old versions only report totals, with the usage since the one before. */
  private readTotal(): PastEvent[] {
    const { state } = this;
    const info = objectOf(this.payload.info);
    const total = numberOf(objectOf(info.total_token_usage).total_tokens);
    if (state.has_usage || total === undefined || total === state.total) return [];
    state.total = total;
    return this.usageEvent(`tokens of row ${this.line}`, objectOf(info.last_token_usage));
  }

  private usageEvent(id: string, usage: JsonObject): PastEvent[] {
    const fact: UsageFact = defined({
      kind: 'usage',
      id,
      turn: this.state.turn,
      model: this.state.model ?? 'unknown',
      input_tokens: numberOf(usage.input_tokens),
      output_tokens: numberOf(usage.output_tokens),
      cached_tokens: numberOf(usage.cached_input_tokens),
      cache_write_tokens: numberOf(usage.cache_write_input_tokens),
      reasoning_tokens: numberOf(usage.reasoning_output_tokens),
    });
    return [this.fact('usage', fact)];
  }
}

/** Returns a call as the hooks of the client name it: each shell is Bash, and a patch is a command. */
function callOf(tool: string, input: JsonObject): RolloutState['calls'][string] {
  if (tool === 'apply_patch') return { tool, input: { command: input.input ?? '' } };
  if (!SHELLS.has(tool)) return { tool, input };
  const words = listOf(input.command).flatMap((word) => textOf(word) ?? []);
  const isShell = words.length === 3 && /^-l?c$/.test(words[1] ?? '');
  const command = isShell ? words[2] : words.join(' ');
  return {
    tool: 'Bash',
    input: { ...input, command: textOf(input.cmd) ?? textOf(input.command) ?? command ?? '' },
  };
}

/** Returns the object of a JSON text; an empty one for any other value. */
function objectIn(value: Json | undefined): JsonObject {
  if (typeof value !== 'string') return objectOf(value);
  try {
    return objectOf(JSON.parse(value));
  } catch {
    return {};
  }
}
