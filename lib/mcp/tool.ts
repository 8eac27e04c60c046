/**
 * Declares an MCP tool once: its name, its input and the API operations that it calls. Its fields come from the API's contracts; its
 * scope and hints follow from the operations.
 */
import type { z } from 'zod';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Embedder } from '@/lib/agent-execution/embedder';
import { operations } from '@/lib/api/operations/operations';

interface Declaration<Input> {
  name: string;
  description: string;
  /** The ids of the operations that it calls. */
  operations: readonly [string, ...string[]];
  input: z.ZodObject & z.ZodType<Input>;
  /** A repeated call has no further effect. */
  isIdempotent?: boolean;
  /** Returns everything that the model needs, as text (docs/decisions/0029-mcp-answers-are-text.md). */
  call(db: AgentExecutionClient, input: Input, embedder: Embedder | undefined): Promise<string>;
}

export type Tool = Declaration<unknown>;

/** Checks that the types of a declaration agree, and erases them. */
export function tool<Input>(declaration: Declaration<Input>): Tool {
  return declaration as unknown as Tool; // each input is parsed with the very schema that it is typed by
}

/** Returns whether a key without the scope write can use the tool. */
export function onlyReads({ operations: ids }: Tool): boolean {
  return ids.every((id) => operations.find((operation) => operation.id === id)?.scope === 'read');
}
