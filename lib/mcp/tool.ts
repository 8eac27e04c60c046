/**
 * A tool, declared once: what it is called and takes, and the operations of the API's contract that it stands for. Its fields are
 * the contract's own, its scope and hints follow from the operations.
 */
import type { z } from 'zod';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { operations } from '@/lib/api/operations/operations';

/** What a tool answers: a few words, and the same as data. */
export interface Answer {
  text: string;
  data: Record<string, unknown>;
}

interface Declaration<Input> {
  name: string;
  description: string;
  /** The ids of the operations it stands for. */
  operations: readonly [string, ...string[]];
  input: z.ZodObject & z.ZodType<Input>;
  /** Doing it twice does no more than doing it once. */
  isIdempotent?: boolean;
  call(db: AgentExecutionClient, input: Input, embedder: Embedder | undefined): Promise<Answer>;
}

export type Tool = Declaration<unknown>;

/** Holds the types of a declaration together; which they are is nobody's business afterwards. */
export function tool<Input>(declaration: Declaration<Input>): Tool {
  return declaration as unknown as Tool; // each input is parsed with the very schema that it is typed by
}

/** Whether a key that may only read can use it. */
export function onlyReads({ operations: ids }: Tool): boolean {
  return ids.every((id) => operations.find((operation) => operation.id === id)?.scope === 'read');
}
