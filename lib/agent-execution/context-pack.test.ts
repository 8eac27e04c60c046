import fc from 'fast-check';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { fill } from './context-pack';
import type { PackMaterial } from './context-pack-pieces';

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
  test('has goal, plan, blockers, decisions and memory, in this order', () => {
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

  test('tells the same thing once, and names what it is the same as', () => {
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

  test('shortens what would crowd out the rest, and says what had no room', () => {
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

  test('ends the fence of a value that it shortens', () => {
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

  test('names the task that an entry of elsewhere is of', () => {
    const { markdown } = fill(
      material([
        entry('far', 'From elsewhere', { task_id: 'other', task_title: 'Another task', step_number: 3 }),
      ]),
      2000,
      count,
    );
    expect(markdown).toContain('### note/far (2026-01-02, step 3, of “Another task”)');
  });

  test('never has more tokens than allowed, loses no entry, and is the same each time', () => {
    const values = fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 12 });
    fc.assert(
      fc.property(values, fc.integer({ min: 100, max: 1500 }), (texts, most) => {
        const entries = texts.map((text, n) => entry(`k${n}`, text, { score: 1 - n / 20 }));
        const small = { ...material(entries), plans: [], decisions: [] };
        const pack = fill(small, most, count);
        expect(count(pack.markdown)).toBe(pack.tokens);
        expect(pack.tokens).toBeLessThanOrEqual(most);
        const told = [...pack.pieces.slice(1), ...pack.left_out].map(({ id }) => id).sort();
        expect(told).toEqual(entries.map(({ id }) => id).sort());
        expect(fill(small, most, count)).toEqual(pack);
      }),
      { numRuns: 60 },
    );
  });
});
