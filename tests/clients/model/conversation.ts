/** The only conversation of a model: what it says turn by turn, and what it was sent. */
import { vi } from 'vitest';
import { PATIENCE } from '../captured';
import type { Dialect, ModelTurn } from './script';

export interface Conversation {
  dialect: Dialect;
  /** A function lets a person act before the turn. */
  begin(turns: (ModelTurn | (() => Promise<ModelTurn>))[]): void;
  /** Returns what the model was sent in a turn, once it was, as text. */
  sentIn(turn: number): Promise<string>;
  /** Returns whether a text was in what the model was sent in a turn. */
  hasRead(turn: number, text: string): boolean;
}

/** `end` is the turn after the last one. */
export function createConversation(base: Dialect, end: ModelTurn): Conversation {
  let script: Parameters<Conversation['begin']>[0] = [];
  let sent: string[] = [];
  return {
    dialect: {
      read(url, body) {
        const request = base.read(url, body);
        if (request?.hasTools) sent[request.turn] = JSON.stringify(body);
        return request;
      },
      write(response, request, turn, id) {
        const next = request.hasTools ? (script[request.turn] ?? end) : turn;
        void Promise.resolve(typeof next === 'function' ? next() : next).then((said) =>
          base.write(response, request, said, id),
        );
      },
    },
    begin(turns) {
      script = turns;
      sent = [];
    },
    sentIn: (turn) =>
      vi.waitFor(() => {
        const text = sent[turn];
        if (text === undefined) throw new Error(`The model had no turn ${turn}.`);
        return text;
      }, PATIENCE),
    hasRead: (turn, text) => sent[turn]?.includes(text) === true,
  };
}
