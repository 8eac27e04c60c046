/** What the scripted model says. A dialect (anthropic.ts, gemini.ts) says it in the words of one API. */
import type { ServerResponse } from 'node:http';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

export interface ModelCall {
  name: string;
  /** An object, or the text of a tool that takes plain text. */
  input: JsonObject | string;
  /** Of a tool that belongs to a group. */
  namespace?: string;
}

/** One response of the model: a text, tool calls, or both. */
export interface ModelTurn {
  text?: string;
  calls?: ModelCall[];
}

/** The turns of each conversation, by a phrase in its first message. */
export type ModelScript = Record<string, ModelTurn[]>;

/** What a client sent, as far as the script needs it. */
export interface ModelRequest {
  model: string;
  isStream: boolean;
  /** False when a client only wants a text, such as a title. */
  hasTools: boolean;
  /** The messages before the first response. */
  opening: string;
  /** How often the model has responded in this conversation. */
  turn: number;
}

export interface Dialect {
  /** Returns what a request asks for; null if its address is not one of the model. */
  read(url: string, body: JsonObject): ModelRequest | null;
  /** Sends a response. `id` is unique in the run. */
  write(response: ServerResponse, request: ModelRequest, turn: ModelTurn, id: string): void;
}

/** The tokens of every response. */
export const USAGE = { input: 1000, cached: 800, output: 40 };

/** Returns the next turn of a conversation; a text for a request that belongs to none. */
export function turnOf(script: ModelScript, { hasTools, opening, turn }: ModelRequest): ModelTurn {
  const phrase = Object.keys(script).find((key) => opening.includes(key));
  const turns = phrase === undefined || !hasTools ? undefined : script[phrase];
  return turns?.[turn] ?? turns?.at(-1) ?? { text: 'A greeting' };
}

export function sendJson(response: ServerResponse, body: object): void {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
}
