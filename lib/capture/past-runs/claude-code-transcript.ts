/**
 * Transcripts of Claude Code: `<session>.jsonl` with the rows of the main agent, and `agent-<id>.jsonl` with those of a subagent. A row has a
 * message of a person, of the model or of a tool; `toolUseResult` is the tool_response of the hooks.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { timeOf } from '../clients/event-time';
import { refusalOf } from '../hooks/refused-call';
import { defined, listOf, objectOf, textOf } from '../payload';
import { resultText } from '../tools/tool-call';
import { agentOf, isModel, textsOf, usageEvent, usageOf } from './claude-code-rows';
import { beginTranscript, type OpenToolUse, sealTranscript, type TranscriptState } from './claude-code-state';
import type { PastEvent, PastReader, PastRow } from './past-event';

const MAIN = 'main';
const INTERRUPTED = /^\[Request interrupted by user/;
/** What the terminal itself writes into the conversation. */
const LOCAL = /^<(?:local-command-|bash-stdout|bash-stderr|command-message|user-memory-input)/;
const COMMAND = /<command-name>([^<]*)<\/command-name>/;
const COMMAND_ARGS = /<command-args>([^<]*)<\/command-args>/;

export const claudeCodeTranscript: PastReader<TranscriptState> = {
  begin: beginTranscript,
  read: (state, session, row) => new RowReader(state, session, row).read(),
  finish(state, session) {
    const row = new RowReader(state, session, { file: MAIN, line: 0, row: {} });
    return [...row.endTurn(), ...row.end()];
  },
  seal: sealTranscript,
};

/** Reads one row. */
class RowReader {
  private readonly state: TranscriptState;
  private readonly session: string;
  private readonly row: JsonObject;
  private readonly at: string | undefined;
  private readonly agent: string | undefined;

  constructor(state: TranscriptState, session: string, { file, row }: PastRow) {
    this.state = state;
    this.session = session;
    this.row = row;
    this.at = timeOf(row.timestamp);
    this.agent = agentOf(state, file, row);
  }

  read(): PastEvent[] {
    const { state, row } = this;
    if (row.type !== 'user' && row.type !== 'assistant') return this.readSystem();
    if (row.isMeta === true) return [];
    state.cwd = textOf(row.cwd) ?? state.cwd;
    const events = row.type === 'assistant' ? this.readAssistant() : this.readUser();
    if (this.agent !== undefined) state.agents[this.agent] = textOf(row.uuid) ?? '';
    return events;
  }

  /** Returns the end of the session, and the usage that no later row reports. */
  end(): PastEvent[] {
    return [...this.flushPrompt(), ...this.flushUsage(), this.hook('SessionEnd', { reason: 'imported' })];
  }

  /** Returns the end of the turn, if its last message is an answer. Otherwise the turn was interrupted. */
  endTurn(): PastEvent[] {
    const { message } = this.state;
    delete this.state.message;
    if (message === undefined) return [];
    return [this.hook('Stop', { last_assistant_message: message.text }, message.at)];
  }

  private hook(name: string, fields: JsonObject, at = this.at, agent = this.agent): PastEvent {
    const { turn: prompt_id, cwd } = this.state;
    const base = { session_id: this.session, hook_event_name: name, cwd, prompt_id, agent_id: agent };
    return defined({ event: name, at, payload: defined({ ...base, ...fields }) as JsonObject }); // no field is undefined
  }

  private readSystem(): PastEvent[] {
    const { row } = this;
    if (row.type !== 'system' || row.subtype !== 'compact_boundary') return [];
    const trigger = textOf(objectOf(row.compactMetadata).trigger);
    return [this.hook('PreCompact', defined({ trigger }) as JsonObject)]; // no field is undefined
  }

  private readUser(): PastEvent[] {
    const { content } = objectOf(this.row.message);
    const results = listOf(content)
      .map(objectOf)
      .filter(({ type }) => type === 'tool_result');
    if (results.length > 0) return results.flatMap((block) => this.readResult(block, results.length === 1));
    const text = textsOf(content);
    if (text === undefined) return [];
    if (this.row.isCompactSummary === true) return [this.hook('PostCompact', { compact_summary: text })];
    if (INTERRUPTED.test(text)) return this.readInterruption();
    return this.agent === undefined ? this.readPrompt(text) : this.readAgentPrompt(this.agent, text);
  }

  private readInterruption(): PastEvent[] {
    delete this.state.message;
    return [...this.flushPrompt(), this.hook('Notification', { message: 'Interrupted by a person' })];
  }

  /** Keeps a prompt until it has a response, because a command of the terminal gets none. */
  private readPrompt(text: string): PastEvent[] {
    const { state, row } = this;
    if (LOCAL.test(text) && !COMMAND.test(text)) {
      if (state.prompt?.text.startsWith('/')) delete state.prompt;
      return [];
    }
    const events = [...this.flushPrompt(), ...this.endTurn(), ...this.flushUsage()];
    const turn = textOf(row.promptId) ?? textOf(row.uuid) ?? `line of ${this.at}`;
    const command = COMMAND.exec(text)?.[1];
    const prompt = command === undefined ? text : `${command} ${COMMAND_ARGS.exec(text)?.[1] ?? ''}`.trim();
    state.prompt = defined({ turn, text: prompt, source: textOf(row.promptSource), at: this.at });
    return events;
  }

  private flushPrompt(): PastEvent[] {
    const { prompt } = this.state;
    if (prompt === undefined) return [];
    delete this.state.prompt;
    this.state.turn = prompt.turn;
    const fields = defined({ prompt: prompt.text, source: prompt.source }) as JsonObject; // no field is undefined
    return [this.hook('UserPromptSubmit', fields, prompt.at, undefined)];
  }

  /** The first prompt of a subagent is that of the call which started it. */
  private readAgentPrompt(agent: string, text: string): PastEvent[] {
    if (this.state.agents[agent] !== undefined) return [];
    const call = Object.values(this.state.calls).find(
      ({ input, starts }) => starts === undefined && input.prompt === text,
    );
    if (call) call.starts = agent;
    return [this.beginAgent(agent, call?.input ?? {}, this.at)];
  }

  private beginAgent(agent: string, input: JsonObject, at: string | undefined): PastEvent {
    const description = textOf(input.description);
    const type = textOf(input.subagent_type);
    const { turn } = this.state;
    const facts = [defined({ kind: 'subagent' as const, turn, subagent: agent, type, description })];
    return defined({ event: 'SubagentStart', at, facts });
  }

  /** A subagent without rows began with its call. */
  private beginUnread({ tool, input, at }: OpenToolUse, response: Json): PastEvent[] {
    const agent = /^(?:Agent|Task)$/.test(tool) ? textOf(objectOf(response).agentId) : undefined;
    if (agent === undefined || this.state.agents[agent] !== undefined) return [];
    return [this.beginAgent(agent, input, at)];
  }

  private readAssistant(): PastEvent[] {
    const { state, row } = this;
    const message = objectOf(row.message);
    const events = [...this.readSession(message), ...this.flushPrompt(), ...this.readUsage(message)];
    const blocks =
      typeof message.content === 'string'
        ? [{ type: 'text', text: message.content }]
        : listOf(message.content);
    for (const block of blocks.map(objectOf)) {
      const id = textOf(block.id);
      if (block.type === 'tool_use' && id !== undefined)
        state.calls[id] = defined({
          tool: textOf(block.name) ?? 'unknown',
          input: objectOf(block.input),
          at: this.at,
          agent: this.agent,
        });
    }
    if (row.isApiErrorMessage === true) return [...events, this.readError(textsOf(message.content))];
    if (this.agent === undefined) this.keepMessage(textsOf(blocks), blocks);
    return events;
  }

  /** A turn ends with a text. A text before a call does not end it. */
  private keepMessage(text: string | undefined, blocks: Json[]): void {
    const { state } = this;
    if (blocks.some((block) => objectOf(block).type === 'tool_use')) delete state.message;
    else if (text !== undefined) state.message = defined({ text, at: this.at });
  }

  private readError(text = 'Stopped by an error'): PastEvent {
    delete this.state.message;
    const row = { action_type: 'note', description: 'The turn was stopped by an error', error_message: text };
    return this.hook('Notification', { message: `${row.description}: ${text}` });
  }

  /** Returns what is new about the session. */
  private readSession({ model }: JsonObject): PastEvent[] {
    const { state, row } = this;
    const branch = textOf(row.gitBranch);
    const about = defined({
      cwd: state.cwd,
      branch: branch === 'HEAD' ? undefined : branch,
      model: isModel(model) ? textOf(model) : undefined,
      client_version: textOf(row.version),
    });
    if (
      this.agent !== undefined ||
      Object.entries(about).every(([name, value]) => state.about[name] === value)
    )
      return [];
    state.about = { ...state.about, ...about };
    return [defined({ event: 'SessionStart', at: this.at, facts: [{ kind: 'session' as const, ...about }] })];
  }

  private readUsage(message: JsonObject): PastEvent[] {
    const usage = usageOf(message, this.state.turn, this.agent);
    const key = this.agent ?? MAIN;
    const known = this.state.usage[key];
    if (usage === null) return [];
    this.state.usage[key] = usage;
    return known === undefined || known.id === usage.id ? [] : [usageEvent(known, this.at)];
  }

  private flushUsage(): PastEvent[] {
    const known = Object.values(this.state.usage);
    this.state.usage = {};
    return known.map((usage) => usageEvent(usage, this.at));
  }

  private readResult(block: JsonObject, isOnly: boolean): PastEvent[] {
    const { state, row } = this;
    const id = textOf(block.tool_use_id) ?? '';
    const call = state.calls[id] ?? { tool: 'unknown', input: {} };
    delete state.calls[id];
    delete state.message;
    const fields = { tool_name: call.tool, tool_input: call.input, tool_use_id: id };
    const text = resultText(block.content) ?? '';
    const refusal = block.is_error === true ? refusalOf(text) : undefined;
    if (refusal !== undefined)
      return [this.hook('PostToolBatch', { tool_calls: [{ ...fields, tool_response: text }] })];
    if (block.is_error === true) return [this.hook('PostToolUseFailure', { ...fields, error: text })];
    const response = (isOnly ? row.toolUseResult : undefined) ?? block.content ?? '';
    const ended = this.hook('PostToolUse', { ...fields, tool_response: this.withoutUsage(call, response) });
    return [...this.beginUnread(call, response), ended];
  }

  /** The rows of a subagent have its usage, so the usage in the result would count twice. Old versions do not name the subagent. */
  private withoutUsage({ starts }: OpenToolUse, response: Json): Json {
    const answer = objectOf(response);
    const agent = textOf(answer.agentId) ?? starts;
    if (agent === undefined || this.state.agents[agent] === undefined) return response;
    const { usage: _, ...others } = typeof response === 'string' ? { content: response } : answer;
    return { status: 'completed', ...others, agentId: agent };
  }
}
