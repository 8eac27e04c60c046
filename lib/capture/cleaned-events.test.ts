import { expect, test } from 'vitest';
import { cleanStored, rememberCleaned } from './cleaned-events';

const secret = `ghp_${'a1B2'.repeat(9)}`;
const payload = { prompt: `Push with ${secret}` };

test('cleans every event but those that the inbox has added for this process', () => {
  rememberCleaned([1]);
  expect(cleanStored(1, payload)).toBe(payload);
  expect(JSON.stringify(cleanStored(2, payload))).not.toContain(secret);
  expect(JSON.stringify(cleanStored(1, payload))).not.toContain(secret);
});
