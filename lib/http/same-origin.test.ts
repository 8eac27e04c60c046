import { expect, test } from 'vitest';
import { isCrossSite } from './same-origin';

const ask = (headers: Record<string, string>) =>
  isCrossSite(new Headers({ host: 'localhost:3000', ...headers }));

test('is not cross-site for a page of the app, a typed address or a program', () => {
  expect(ask({ 'sec-fetch-site': 'same-origin' })).toBe(false);
  expect(ask({ 'sec-fetch-site': 'none' })).toBe(false);
  expect(ask({ origin: 'http://localhost:3000' })).toBe(false);
  expect(ask({})).toBe(false);
});

test('is cross-site for any other page', () => {
  expect(ask({ 'sec-fetch-site': 'cross-site' })).toBe(true);
  expect(ask({ 'sec-fetch-site': 'same-site', origin: 'http://localhost:3000' })).toBe(true);
  expect(ask({ origin: 'http://localhost:4000' })).toBe(true);
  expect(ask({ origin: 'https://evil.example' })).toBe(true);
  expect(ask({ origin: 'null' })).toBe(true);
});
