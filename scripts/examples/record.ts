/**
 * Runs the story against the database of the environment through the API's own dispatcher. Writes the example of each
 * operation to stdout as JSON. `npm run generate` runs it on a throw-away database.
 */
import { randomUUID } from 'node:crypto';
import { dispatch } from '@/lib/api/dispatch';
import type { Operation } from '@/lib/api/operation';
import { operations } from '@/lib/api/operations/operations';
import { createAnonymousClient } from '@/lib/supabase/token';
import type { Input } from './ask';
import { Stabilizer } from './stable';
import { runStory } from './story';

/** A person's access token, and one of their keys. */
async function createCallers(): Promise<{ token: string; key: string }> {
  const db = createAnonymousClient();
  const { data: account, error } = await db.auth.signUp({
    email: `${randomUUID()}@example.com`,
    password: randomUUID(),
  });
  if (error) throw error;
  if (!account.session) throw new Error('The person was not signed in.');
  const scopes = ['read', 'write', 'approve'];
  const { data } = await db.rpc('agent_create_api_key', { name: 'claude', scopes }).throwOnError();
  const { key } = data as { key: string }; // the function builds exactly this
  return { token: account.session.access_token, key };
}

function requestOf(
  { method, path }: Operation,
  { params = {}, query = {}, body }: Input,
  bearer: string,
): Request {
  const address = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const url = new URL(`http://127.0.0.1:3000/api/v1${address}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return new Request(url, {
    method,
    headers: {
      Authorization: `Bearer ${bearer}`,
      Prefer: 'return=representation',
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const { token, key } = await createCallers();
const stable = new Stabilizer();
const examples: Record<string, unknown> = {};

await runStory(async (operationId, input = {}) => {
  const operation = operations.find(({ id }) => id === operationId);
  if (!operation) throw new Error(`The story calls ${operationId}, which is not an operation.`);
  const response = await dispatch(requestOf(operation, input, operation.isForPeople ? token : key));
  // The example of a file is its text.
  const answer = response.ok && operation.file ? await response.text() : await response.json();
  if (!response.ok) throw new Error(`${operationId} was refused: ${JSON.stringify(answer)}`);
  stable.next();
  const example = stable.value({ ...input, answer });
  examples[operationId] ??= example;
  return answer.data;
});

// Writes incomplete examples too: lib/api/examples.test.ts fails for the missing ones.
const missing = operations.filter(({ id }) => !(id in examples)).map(({ id }) => id);
if (missing.length > 0)
  console.error(`No example of ${missing.join(', ')}: call it in scripts/examples/story.ts.`);
const inOrder = Object.fromEntries(operations.map(({ id }) => [id, examples[id]]));
process.stdout.write(`${JSON.stringify(inOrder, null, 2)}\n`, () => process.exit(0));
