/**
 * Declares an operation of the API once: its name, its input, its response and the function that it calls.
 * The handler, the OpenAPI document and the tests derive from it.
 */
import type { z } from 'zod';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import type { Allowance } from '@/lib/auth/agent-token';
import type { Rows } from './parse';
import type { Tag } from './tags';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a caller needs to call again: for responses that contain it. */
export interface CallerAddress {
  /** Returns the origin of this app, as the caller reaches it. */
  origin(): string;
  /** The agent key of the request; undefined for a person. */
  key?: string;
}

interface Declaration<Params, Query, Body, Row> {
  /** Its name in the service, if it has one. */
  id: string;
  method: Method;
  /** Under /api/v1, with parameters in braces. */
  path: string;
  tag: Tag;
  /** One line. */
  summary: string;
  description?: string;
  /** Agent keys are refused, with any scope. */
  isForPeople?: boolean;
  /** The scope that an agent key needs. */
  scope: 'read' | 'write' | 'approve';
  params?: z.ZodType<Params>;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  /** The body may have up to 16 MB. */
  isLarge?: boolean;
  /** The body comes from a program of another vendor: text and numbers that the database cannot store do not refuse it. */
  isForeign?: boolean;
  /** The same request changes nothing when it is repeated, so it runs without the guard of its Idempotency-Key. */
  isRepeatable?: boolean;
  /** The schema of one row, in place of a body: a JSON list or NDJSON. */
  rows?: z.ZodType<Row>;
  /** The schema of `data`. */
  answer: z.ZodType;
  /** `data` is a page of a list, with `next_cursor`. */
  isPage?: boolean;
  /** Callers may request Markdown instead. */
  offersMarkdown?: boolean;
  /** The response is a file of this type, with an `answer` per line, instead of `data`. */
  file?: 'application/jsonl';
  /** The response is an `answer` itself, without `data`. */
  isBare?: boolean;
  /** The response is a plan with an ETag. */
  hasEtag?: boolean;
  /** The status of success; the default is 200. */
  status?: 200 | 201;
  /** The fields of `data` in the short view; `a.b` is a field of a field. */
  short?: readonly string[];
  call(
    db: AgentExecutionClient,
    input: { params: Params; query: Query; body: Body; rows: Rows<Row> },
    caller: CallerAddress,
  ): Promise<unknown>;
  /**
   * Answers an agent in one call to the database, which checks the key, too. Returns null if the usual steps must answer: without such a
   * request before, for a key that is refused, and for anything unusual.
   */
  callByKey?(
    key: string,
    readInput: () => Promise<{ params: Params; query: Query; body: Body }>,
  ): Promise<{ data: unknown; allowance: Allowance | undefined } | null>;
  /** Replaces call in the short view. */
  callShort?(
    db: AgentExecutionClient,
    input: { params: Params; query: Query; body: Body; rows: Rows<Row> },
    caller: CallerAddress,
  ): Promise<unknown>;
}

export type Operation = Declaration<unknown, unknown, unknown, unknown>;

/** Checks that the types of a declaration agree, and erases them. */
export function operation<Params = undefined, Query = undefined, Body = undefined, Row = undefined>(
  declaration: Declaration<Params, Query, Body, Row>,
): Operation {
  return declaration as unknown as Operation; // each input is parsed with the very schema that it is typed by
}
