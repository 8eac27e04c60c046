/**
 * An operation of the API, declared once: what it is called, what it takes and answers with, and the one function it calls.
 * The handler, the OpenAPI document and the checks in tests derive from it.
 */
import type { z } from 'zod';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Rows } from './parse';

export const tags = ['tasks', 'plans', 'steps', 'logs', 'context', 'automation', 'analytics'] as const;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

interface Declaration<Params, Query, Body, Row> {
  /** Its name in the service, where it has one there. */
  id: string;
  method: Method;
  /** Under /api/v1, with parameters in braces. */
  path: string;
  tag: (typeof tags)[number];
  /** One line. */
  summary: string;
  description?: string;
  /** An agent key is refused, whatever its scopes. */
  isForPeople?: boolean;
  /** What an agent key must be allowed to do. */
  scope: 'read' | 'write' | 'approve';
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** Its body may have 16 MB. */
  isLarge?: boolean;
  /** Instead of a body: one of very many rows, as a JSON list or NDJSON. */
  rows?: z.ZodType<Row>;
  /** What comes as `data`. */
  answer: z.ZodType;
  /** A page of a list: `data` is an array, beside it stands `next_cursor`. */
  isPage?: boolean;
  /** It may be told to answer with Markdown instead. */
  offersMarkdown?: boolean;
  /** It answers with a file of this kind, each line being an `answer`, instead of with `data`. */
  file?: 'application/jsonl';
  /** It answers with a plan, which has an ETag. */
  hasEtag?: boolean;
  /** Status of success, 200 unless said. */
  status?: 200 | 201;
  call(
    db: AgentExecutionClient,
    input: { params: Params; query: Query; body: Body; rows: Rows<Row> },
  ): Promise<unknown>;
}

export type Operation = Declaration<unknown, unknown, unknown, unknown>;

/** Holds the types of a declaration together; which they are is nobody's business afterwards. */
export function operation<Params = undefined, Query = undefined, Body = undefined, Row = undefined>(
  declaration: Declaration<Params, Query, Body, Row>,
): Operation {
  return declaration as unknown as Operation; // each input is parsed with the very schema that it is typed by
}
