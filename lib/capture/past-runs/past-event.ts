/**
 * What an importer reads: the rows that a client wrote about a run, such as its transcript. A reader turns them into the events that the
 * hooks of the client would have sent, so that one mapping reads both.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { Fact } from '../facts';

/** One row of a file. */
export interface PastRow {
  /** The file within the session, such as main or agent-a1. */
  file: string;
  /** Its line, from 0. */
  line: number;
  row: JsonObject;
}

/** An event of the past: a payload as a hook sends it, or facts that no hook knows. */
export interface PastEvent {
  event: string;
  /** When it happened, ISO 8601. */
  at?: string;
  payload?: JsonObject;
  facts?: Fact[];
}

/** Returns a payload as it may be stored. It needs the tool that the payload belongs to, if any. */
export type Clean = (payload: JsonObject, tool?: string) => JsonObject;

/** Reads the rows of a session in order. What it keeps between rows is plain JSON, because an import can be interrupted at any row. */
export interface PastReader<State extends object = object> {
  begin(): State;
  /** Returns the events of a row and changes the state. */
  read(state: State, session: string, row: PastRow): PastEvent[];
  /** Returns the events that only the end of the session shows. The session may continue later. */
  finish(state: State, session: string): PastEvent[];
  /** Replaces what people and tools wrote in the state by what `clean` returns for it. */
  seal(state: State, clean: Clean): void;
}
