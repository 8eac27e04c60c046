/**
 * Events of Copilot CLI: `session-state/<session>/events.jsonl`, a row for each event. The result of a call does not repeat its tool and
 * arguments, and no row ends the turn of a person.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { timeOf } from '../clients/event-time';
import type { Fact, UsageFact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, listOf, numberOf, objectOf, textOf } from '../payload';
import { cutContext } from '../text/cut-text';
import type { PastEvent, PastReader, PastRow } from './past-event';

interface EventsState {
  cwd?: string;
  model?: string;
  /** Calls without a result, by their id. */
  calls: Record<string, { tool: string; input: JsonObject }>;
  /** The newest message, if the turn can end with it. */
  message?: { text: string; at?: string };
  /** Each call of a model has a row, so the totals at the end are ignored. */
  has_usage?: boolean;
}

export const copilotEvents: PastReader<EventsState> = {
  begin: () => ({ calls: {} }),
  read: (state, session, row) => new EventReader(state, session, row).read(),
  finish: (state, session) => new EventReader(state, session, { file: 'main', line: 0, row: {} }).finish(),
  seal(state, clean) {
    for (const call of Object.values(state.calls)) call.input = clean(call.input, call.tool);
    const { message } = state;
    if (message) message.text = String(clean({ message: message.text }).message);
  },
};

/** Reads one row. */
class EventReader {
  private readonly state: EventsState;
  private readonly session: string;
  private readonly type: string | undefined;
  private readonly data: JsonObject;
  private readonly at: string | undefined;
  private readonly subagent: string | undefined;
  private readonly id: string;

  constructor(state: EventsState, session: string, { row, line }: PastRow) {
    this.state = state;
    this.session = session;
    this.type = textOf(row.type);
    this.data = objectOf(row.data);
    this.at = timeOf(row.timestamp);
    this.subagent = textOf(row.agentId) ?? textOf(this.data.parentToolCallId);
    this.id = textOf(row.id) ?? `row ${line}`;
  }

  read(): PastEvent[] {
    switch (this.type) {
      case 'session.start':
      case 'session.resume':
      case 'session.context_changed':
      case 'session.model_change':
        return this.readSession();
      case 'user.message':
        return this.readPrompt();
      case 'assistant.message':
        return this.readMessage();
      case 'tool.execution_start':
        return this.beginCall();
      case 'tool.execution_complete':
        return this.endCall();
      case 'subagent.started':
        return this.beginSubagent();
      case 'subagent.completed':
      case 'subagent.failed':
        return this.endSubagent();
      case 'session.usage_record':
        return this.readUsage();
      case 'session.shutdown':
        return this.readTotals();
      default:
        return this.readNote();
    }
  }

  finish(): PastEvent[] {
    return [...this.endTurn(), this.facts('SessionEnd', { kind: 'end', reason: 'imported' })];
  }

  private facts(event: string, ...facts: Fact[]): PastEvent {
    return defined({ event, at: this.at, facts });
  }

  /** Returns an event as the hook sends it. */
  private hook(hookName: string, fields: JsonObject): PastEvent {
    const { session, subagent } = this;
    const place =
      subagent === undefined
        ? { sessionId: session }
        : { sessionId: subagent, agentId: subagent, parentAgentId: session };
    const payload = defined({ hookName, ...place, cwd: this.state.cwd, ...fields }) as JsonObject; // no field is undefined
    return defined({ event: hookName, at: this.at, payload });
  }

  private readSession(): PastEvent[] {
    const { data, state } = this;
    const place = { ...data, ...objectOf(data.context) };
    state.cwd = textOf(place.cwd) ?? state.cwd;
    state.model = textOf(data.newModel) ?? textOf(data.selectedModel) ?? state.model;
    const about = { cwd: state.cwd, branch: textOf(place.branch), model: state.model };
    const client_version = textOf(data.copilotVersion);
    return [this.facts('sessionStart', defined({ kind: 'session' as const, ...about, client_version }))];
  }

  /** A message with another source, such as a skill, is not from a person; neither is the one that starts a subagent. */
  private readPrompt(): PastEvent[] {
    const prompt = textOf(this.data.content);
    const source = textOf(this.data.source) ?? 'user';
    if (prompt === undefined || source !== 'user' || this.subagent !== undefined) return [];
    return [...this.endTurn(), this.hook('userPromptSubmitted', { prompt })];
  }

  /** A turn ends with a text. A text before a call does not end it. */
  private readMessage(): PastEvent[] {
    const { data, state } = this;
    const text = textOf(data.content);
    if (this.subagent !== undefined) return [];
    if (listOf(data.toolRequests).length > 0) delete state.message;
    else if (text !== undefined && text !== '') state.message = defined({ text, at: this.at });
    return [];
  }

  /** Returns the end of the turn, if its last message is an answer. Otherwise the turn was interrupted. */
  private endTurn(): PastEvent[] {
    const { message } = this.state;
    delete this.state.message;
    if (message === undefined) return [];
    const facts = [{ kind: 'turn_end' as const, result: message.text }];
    return [defined({ event: 'agentStop', at: message.at, facts })];
  }

  private beginCall(): PastEvent[] {
    const { toolCallId, toolName, arguments: args } = this.data;
    const input = typeof args === 'string' ? { input: args } : objectOf(args);
    this.state.calls[textOf(toolCallId) ?? ''] = { tool: textOf(toolName) ?? 'unknown', input };
    return [];
  }

  private endCall(): PastEvent[] {
    const { data, state } = this;
    const id = textOf(data.toolCallId) ?? '';
    const { tool, input } = state.calls[id] ?? { tool: 'unknown', input: {} };
    delete state.calls[id];
    const call = { toolName: tool, toolArgs: input };
    if (data.success === false)
      return [
        this.hook('postToolUseFailure', { ...call, error: textOf(objectOf(data.error).message) ?? 'Failed' }),
      ];
    const toolResult = { resultType: 'success', textResultForLlm: this.outputText() };
    return [this.hook('postToolUse', { ...call, toolResult })];
  }

  /** The hooks have the exit code of a command in a mark at the end. A long output lacks the mark. */
  private outputText(): string {
    const text = textOf(objectOf(this.data.result).content) ?? '';
    const code = numberOf(objectOf(this.data.shellExecution).exitCode);
    return code === undefined || /exit code -?\d+>\s*$/.test(text)
      ? text
      : `${text}\n<completed with exit code ${code}>`;
  }

  private beginSubagent(): PastEvent[] {
    const { data, state } = this;
    const id = textOf(data.toolCallId);
    const subagent = this.subagent ?? id;
    if (subagent === undefined) return [];
    const description = textOf(state.calls[id ?? '']?.input.description) ?? textOf(data.agentDescription);
    const type = textOf(data.agentName);
    return [this.facts('subagentStart', defined({ kind: 'subagent' as const, subagent, type, description }))];
  }

  private endSubagent(): PastEvent[] {
    const subagent = this.subagent ?? textOf(this.data.toolCallId);
    const error = textOf(this.data.error);
    if (subagent === undefined) return [];
    return [this.facts('subagentStop', defined({ kind: 'subagent_end' as const, subagent, error }))];
  }

  private readUsage(): PastEvent[] {
    const usage = objectOf(this.data.usage);
    this.state.has_usage = true;
    const id = textOf(objectOf(usage.accounting).usageId) ?? textOf(usage.apiCallId) ?? this.id;
    return [this.usageEvent(id, textOf(usage.model), usage)];
  }

  /** Old versions report only the totals of each model, at the end. */
  private readTotals(): PastEvent[] {
    if (this.state.has_usage) return [];
    return Object.entries(objectOf(this.data.modelMetrics)).map(([model, metrics]) =>
      this.usageEvent(`${this.id} ${model}`, model, objectOf(objectOf(metrics).usage)),
    );
  }

  /** The client counts its cost in premium requests, so the price table computes it. */
  private usageEvent(id: string, model: string | undefined, usage: JsonObject): PastEvent {
    const fact: UsageFact = defined({
      kind: 'usage',
      id,
      subagent: this.subagent,
      model: model ?? this.state.model ?? 'unknown',
      input_tokens: numberOf(usage.inputTokens),
      output_tokens: numberOf(usage.outputTokens),
      cached_tokens: numberOf(usage.cacheReadTokens),
      cache_write_tokens: numberOf(usage.cacheWriteTokens),
      reasoning_tokens: numberOf(usage.reasoningTokens),
    });
    return this.facts('usage', fact);
  }

  private readNote(): PastEvent[] {
    const { data, subagent } = this;
    const note = (action_type: string, description: string, error_message?: string): Fact =>
      defined({
        kind: 'note' as const,
        subagent,
        row: defined({ action_type, description, error_message }),
      });
    switch (this.type) {
      case 'abort':
        delete this.state.message;
        return [this.facts('abort', note('note', 'Interrupted by a person'))];
      case 'session.error':
        return [
          this.facts('errorOccurred', note('error', 'The client reported an error', textOf(data.message))),
        ];
      case 'session.compaction_complete':
        return [
          this.facts('preCompact', note('compaction', 'Compacted the conversation'), ...summaryOf(data)),
        ];
      default:
        return [];
    }
  }
}

function summaryOf({ summaryContent }: JsonObject): Fact[] {
  const summary = textOf(summaryContent);
  if (summary === undefined) return [];
  const context_key = `compaction summary ${hashOf(summary)}`;
  const context_value = cutContext(summary);
  return [{ kind: 'context', entry: { context_type: 'summary', context_key, context_value } }];
}
