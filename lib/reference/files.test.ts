import { expect, test } from 'vitest';
import { addressOf, readReferenceFile } from './files';

test('serves the bundle that renders the reference', async () => {
  const file = await readReferenceFile('scalar.js');
  expect(file?.type).toMatch(/^text\/javascript/);
  expect(String(file?.body)).toContain('createApiReference');
});

test('serves the fonts, and no other file', async () => {
  expect((await readReferenceFile('geist.woff2'))?.body.length).toBeGreaterThan(10_000);
  expect(await readReferenceFile('constructor')).toBeNull();
});

test('has the version in the address, so that browsers load a new bundle', () => {
  expect(addressOf('scalar.js')).toMatch(/^\/docs\/scalar\.js\?v=\d+\.\d+\.\d+$/);
});
