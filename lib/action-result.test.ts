import { expect, test } from 'vitest';
import { dataOfAction, noResponse, settleAction } from './action-result';

test('resolves to what the action returns', async () => {
  expect(await settleAction(async () => ({ id: '1' }))).toEqual({ id: '1' });
});

test('turns a rejection into a failure with the hint', async () => {
  const lost = () => Promise.reject(new TypeError('fetch failed'));
  expect(await settleAction(lost, 'Check the plan.')).toEqual({ error: noResponse('Check the plan.') });
});

test('turns an error thrown at once into a failure with a default hint', async () => {
  const broken = () => {
    throw new Error('offline');
  };
  expect(await settleAction(broken)).toEqual({
    error: { message: 'The server did not respond.', hint: 'Try again in a moment.' },
  });
});

test('returns the data of an action and throws its failure', async () => {
  expect(await dataOfAction(async () => ({ id: '1' }))).toEqual({ id: '1' });
  const error = { message: 'This log row was deleted.', hint: 'Reload the page.' };
  await expect(dataOfAction(async () => ({ error }))).rejects.toMatchObject({
    name: 'FailureError',
    ...error,
  });
});
