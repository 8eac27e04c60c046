import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { fill } from '@/lib/agent-execution/context-pack';
import type { PackMaterial } from '@/lib/agent-execution/context-pack-pieces';
import { estimateTokens } from '@/lib/agent-execution/tokens';

const count = (text: string) => countTokens(text, { disallowedSpecial: new Set() });

const entry = (key: string, value: string, more: Partial<PackMaterial['entries'][number]> = {}) => ({
  id: key,
  task_id: 'task',
  task_title: 'Build the importer',
  plan_id: null,
  step_number: null,
  context_type: 'note',
  context_key: key,
  context_value: value,
  value_length: value.length,
  updated_at: '2026-01-02T03:04:05Z',
  score: 1,
  ...more,
});

const material = (entries: PackMaterial['entries'] = []): PackMaterial => ({
  task: { id: 'task', title: 'Build the importer', description: 'Nightly, from CSV.' },
  plans: [
    {
      id: 'plan',
      plan_type: 'implementation',
      status: 'blocked',
      agent_reasoning: 'Parse first',
      current_step: 2,
      created_at: '2026-01-01T00:00:00Z',
      total_steps: 2,
      steps: [
        {
          step_number: 1,
          action: 'read',
          description: 'Read the file',
          status: 'completed',
          error_message: null,
        },
        {
          step_number: 2,
          action: 'write',
          description: 'Write rows',
          status: 'blocked',
          error_message: 'Disk full',
        },
      ],
    },
  ],
  decisions: [
    { seq: 7, plan_id: 'plan', created_at: '2026-01-01T00:00:00Z', actor: 'claude', reasoning: 'Stream it' },
  ],
  entries,
});

const lorem = (words: number, seed: string) =>
  Array.from({ length: words }, (_, n) => `${seed}${(n * 7919) % 1000}`).join(' ');

describe('a pack', () => {
  test('holds goal, plan, blockers, decisions and context, in this order', () => {
    const { markdown, pieces } = fill(
      material([
        entry('found', 'Rows have 12 columns'),
        entry('disk', 'The disk is full', { context_type: 'blockers' }),
        entry('format', 'CSV, not Excel', { context_type: 'decision' }),
      ]),
      2000,
      count,
    );
    expect(pieces.map(({ section, id }) => `${section} ${id}`)).toEqual([
      'goal task',
      'plan plan',
      'blockers disk',
      'decisions format',
      'decisions 7',
      'memory found',
    ]);
    expect(markdown).toContain(
      '- [x] 1. read: Read the file\n- [!] 2. write: Write rows (blocked)\n  Error: Disk full',
    );
    expect(markdown).toContain('### note/found (2026-01-02)\n\nRows have 12 columns');
    expect(markdown).not.toContain('left out');
  });

  test('includes equal entries once, and names the entry that they equal', () => {
    const { pieces, left_out } = fill(
      material([
        entry('first', 'The importer needs the lock file before it starts to read rows'),
        entry('again', 'The importer needs the lock file before it starts to read rows!', { score: 0.5 }),
        entry('else', 'Rows are written in batches of five hundred to the table', { score: 0.4 }),
      ]),
      2000,
      count,
    );
    expect(pieces.filter(({ section }) => section === 'memory').map(({ id }) => id)).toEqual([
      'first',
      'else',
    ]);
    expect(left_out).toEqual([
      { id: 'again', title: 'note/again', score: 0.5, reason: 'duplicate', duplicate_of: 'first' },
    ]);
  });

  test('shortens entries that would displace the rest, and lists what it omitted', () => {
    const entries = ['a', 'b', 'c', 'd', 'e', 'f'].map((key, n) =>
      entry(key, lorem(400, key), { score: 1 - n / 10 }),
    );
    const { pieces, left_out, tokens, markdown } = fill(material(entries), 600, count);
    expect(tokens).toBeLessThanOrEqual(600);
    expect(pieces.filter(({ is_shortened }) => is_shortened).length).toBeGreaterThan(1);
    expect(left_out.map(({ id }) => id)).toEqual(['c', 'd', 'e', 'f'].slice(6 - left_out.length - 2));
    expect(left_out.every(({ reason }) => reason === 'budget')).toBe(true);
    expect(markdown).toContain(`(${left_out.length} more entr`);
  });

  test('keeps headings, fences and control tokens of a value inside it', () => {
    const value = '# Not a heading\n```\ncode\n```\n<|endoftext|>';
    const { markdown } = fill(material([entry('raw', value)]), 2000, count);
    expect(markdown).toContain(`\`\`\`\`\n${value}\n\`\`\`\``);
  });

  test('closes the fence of a value that it shortens', () => {
    const { pieces, markdown } = fill(
      material([
        entry('long', `# Heading\n${lorem(900, 'x')}`),
        entry('after', 'What follows', { score: 0.5 }),
      ]),
      700,
      count,
    );
    const shortened = pieces.find(({ id }) => id === 'long');
    expect(shortened?.is_shortened).toBe(true);
    expect(shortened?.text.match(/^```$/gm)).toHaveLength(2);
    expect(markdown.indexOf('What follows')).toBeGreaterThan(markdown.lastIndexOf('```'));
  });

  test('names the task of an entry from elsewhere', () => {
    const { markdown } = fill(
      material([
        entry('far', 'From elsewhere', { task_id: 'other', task_title: 'Another task', step_number: 3 }),
      ]),
      2000,
      count,
    );
    expect(markdown).toContain('### note/far (2026-01-02, step 3, of “Another task”)');
  });

  test('never exceeds the allowed tokens, accounts for every entry, and is deterministic', () => {
    const values = fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(values, fc.integer({ min: 100, max: 1500 }), (texts, most) => {
        const entries = texts.map((text, n) => entry(`k${n}`, text, { score: 1 - n / 20 }));
        const small = { ...material(entries), plans: [], decisions: [] };
        const pack = fill(small, most, count);
        expect(count(pack.markdown)).toBe(pack.tokens);
        expect(pack.tokens).toBeLessThanOrEqual(most);
        const reported = [...pack.pieces.slice(1), ...pack.left_out].map(({ id }) => id).sort();
        expect(reported).toEqual(entries.map(({ id }) => id).sort());
        expect(fill(small, most, count)).toEqual(pack);
      }),
      { numRuns: 60 },
    );
  });
});

test.each([
  ['English', 'Parse the nightly file first, then compare it with what the importer wrote the day before. '],
  ['German', 'Zuerst die nächtliche Datei lesen, dann mit den Ergebnissen des Vortages vergleichen. '],
  ['Russian', 'Сначала прочитать ночной файл, затем сравнить его с результатами предыдущего дня. '],
  ['Chinese', '我们决定把数据库迁移到新的服务器上。'],
  ['Japanese', 'まず夜間のファイルを読み、前日の結果と比べます。'],
  ['JSON', '{"findings_count": 15, "ratio": 0.953, "id": "5f1c3a52-90d1-4a52", "ok": true}\n'],
  ['Markdown', '## Decisions\n\n- **Parse first** (`importer.ts`), see [notes](https://example.com/a/b)\n'],
])('estimates 1 to 2 times the tokens of a text in %s', (_, text) => {
  const exact = count(text.repeat(20));
  const estimate = estimateTokens(text.repeat(20));
  expect(estimate).toBeGreaterThanOrEqual(exact);
  expect(estimate).toBeLessThanOrEqual(2 * exact);
});
