import { z } from 'zod';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { json, limit, numeral, text, words } from './fields';

export const ingestParams = z.strictObject({
  client: z.string().min(1).max(100).describe('Such as claude-code'),
});

export const ingestQuery = z.strictObject({
  reads: z
    .literal('response')
    .optional()
    .describe('A command hook prints the response, so that messages are delivered with it'),
  process: z
    .string()
    .max(100)
    .optional()
    .describe('The process of a command hook that asks a person, so that equal requests stay apart'),
});

/**
 * Other vendors define what a hook sends: any object is accepted, and is interpreted later. Its values were parsed from JSON, and
 * validating them would cost as much as the redaction. An element of a list that is not an object must not affect the others.
 */
const event: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), z.any());
const element: z.ZodType<Json, Json> = z.any();

export const ingestBody = z.union([event, z.array(element).max(1000)]);

/** What the client reads from the response to its hook, in its own words; {} if there is nothing to say. */
export const ingested: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), json);

export const problemsQuery = z.strictObject({
  limit: numeral(limit).default(100),
});

export const captureProblem = z.strictObject({
  client: z.string(),
  session: z.string().nullable(),
  event: z.string().nullable(),
  message: z.string(),
  created_at: z.string(),
});

const dropRule = z.union([
  z.strictObject({ path_glob: words(300).describe('Files, such as secrets/** or *.pem') }),
  z.strictObject({ tool: words(300).describe('A tool by its name, such as Bash or mcp__github__*') }),
]);

export const projectRules = z.strictObject({
  project: text(1000).describe('The folder of the project; empty for all projects'),
  rules: z.array(dropRule).max(100).describe('[] removes the rules of the project'),
});

export const memoryProject = z.strictObject({
  project: text(1000).describe('The folder of the project; empty for all projects'),
  is_on: z.boolean(),
});

export const memoryProjectBody = z.strictObject({
  project: memoryProject.shape.project,
  is_on: z.boolean().optional().describe('Omit it to remove the setting'),
});

export const pastRunBody = z.strictObject({
  session: z.string().min(1).max(300).describe("The client's id of the session"),
  rows: z
    .array(
      z.strictObject({
        file: z.string().min(1).max(300).describe('The file within the session, such as main or agent-a1'),
        line: z.int().min(0).describe('Its line, from 0'),
        row: event.describe('The line, as the client wrote it'),
      }),
    )
    .max(1000),
  is_last: z.boolean().describe('No rows follow'),
});

export const pastRunAnswer = z.strictObject({
  session: z.string(),
  skipped: z.string().nullable().describe('Why the session is not imported'),
  lines: z.record(z.string(), z.int()).describe('The line of each file at which to continue'),
  is_complete: z.boolean(),
  added: z.int().describe('Rows that this call wrote to the log'),
  problems: z.array(z.string()),
});
