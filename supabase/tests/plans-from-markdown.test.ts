import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePlanMarkdown } from '../../lib/plan-markdown/parse-plan-markdown.ts';
import { type Database, openDatabase, owner } from './identities.ts';

let database: Database;
let taskId: string;
beforeAll(async () => {
  database = await openDatabase();
  taskId = await database.makeTask('owner');
});
afterAll(() => database.end());

const marks = fc.constantFrom('- ', '1. ', '## ', '- [ ] ', '  - ', '', 'search: ');
const asides = fc.constantFrom(
  '',
  ' (30 min)',
  ' 2h',
  ' (after 1, 2)',
  ' depends on 3',
  '\0',
  '\ud800',
  '\t\u00a0',
);
const markdown = fc
  .array(
    fc.tuple(marks, fc.string({ unit: 'binary' }), asides).map((parts) => parts.join('')),
    { minLength: 1 },
  )
  .map((lines) => lines.join('\n'));

test('the database accepts as a plan everything that is read from Markdown', async () => {
  await fc.assert(
    fc.asyncProperty(markdown, async (text) => {
      const steps = parsePlanMarkdown(text).steps.map((step, index) => ({ step: index + 1, ...step }));
      fc.pre(steps.length > 0);
      const [plan] = await database.as(
        owner,
        (tx) => tx`select total_steps from agent_create_plan(${taskId}, 'manual', ${tx.json(steps)})`,
      );
      expect(plan?.total_steps).toBe(steps.length);
    }),
    { numRuns: 100 },
  );
}, 60_000);
