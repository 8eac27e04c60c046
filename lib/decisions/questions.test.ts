import { expect, test } from 'vitest';
import { answersOf, questionsOf } from './questions';

const asked = {
  question: 'Which database?',
  options: [],
  request: {
    questions: [
      {
        question: 'Which database?',
        options: [{ label: 'Postgres' }, { label: 'SQLite', description: 'A file' }],
      },
      { question: 'Which parts?', multiSelect: true, options: ['API', 'Page'] },
    ],
  },
};
const plain = { question: 'Where?', options: [{ label: 'Staging' }], request: {} };

test('the questions of a client have their options', () => {
  expect(questionsOf(asked)).toEqual([
    {
      question: 'Which database?',
      isMultiple: false,
      options: [{ label: 'Postgres' }, { label: 'SQLite', description: 'A file' }],
    },
    { question: 'Which parts?', isMultiple: true, options: [{ label: 'API' }, { label: 'Page' }] },
  ]);
});

test('a question over HTTP or MCP is a single one, answered by text', () => {
  expect(questionsOf(plain)).toEqual([{ question: 'Where?', options: plain.options, isMultiple: false }]);
  expect(answersOf(plain, [{ chosen: [], other: ' At home ' }])).toBe('At home');
});

test('answers have the text of each question, and several choices as a list', () => {
  const given = [
    { chosen: ['SQLite'], other: '' },
    { chosen: ['API', 'Page'], other: 'Tests' },
  ];
  expect(answersOf(asked, given)).toEqual({
    'Which database?': 'SQLite',
    'Which parts?': 'API, Page, Tests',
  });
});

test('without an answer to each question there is none', () => {
  expect(answersOf(asked, [{ chosen: ['SQLite'], other: '' }])).toBeNull();
  expect(answersOf(plain, [{ chosen: [], other: ' ' }])).toBeNull();
});
