import { expect, it } from 'vitest';
import { cutPayload } from './cut-payload';

it('drops what is nested too deeply', () => {
  const deep = JSON.parse(`{"name":"kept","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  const cut = cutPayload(deep);
  expect(cut.name).toBe('kept');
  expect(JSON.stringify(cut)).toContain('[dropped: nested too deeply]');
});
