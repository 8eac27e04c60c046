import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { MeterBar } from './meter-bar';

const render = (value: number) =>
  renderToStaticMarkup(createElement(MeterBar, { value, label: 'Confidence' }));

test('shows a fraction with two digits', () => {
  expect(render(0.5)).toContain('0.50');
});

// JSON cannot hold these numbers, so the database writes them as text.
test.each(['NaN', 'Infinity', '-Infinity'])('shows %s as unreadable', (text) => {
  expect(render(text as unknown as number)).toContain('unreadable confidence'); // an old row holds such a value
});
