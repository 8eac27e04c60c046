import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { addressOf, readReferenceFile } from './files';
import bundle from './scalar/bundle.json';

test('serves the bundle that its checksum names', async () => {
  const file = await readReferenceFile('scalar.js');
  const hash = createHash('sha256')
    .update(file?.bytes ?? '')
    .digest('hex');
  expect(hash).toBe(bundle.sha256);
});

test('has the version in the address, so that browsers load a new bundle', () => {
  expect(addressOf('scalar.js')).toBe(`/docs/scalar.js?v=${bundle.version}`);
});
