import { expect, test } from 'vitest';
import { isCallable, refuseAddress } from './public-address';

test.each([
  ['8.8.8.8', true],
  ['172.15.255.255', true],
  ['172.32.0.1', true],
  ['223.255.255.255', true],
  ['2606:4700::6810:84e5', true],
  ['2a00:1450:4001:80f::200e', true],
  ['0.0.0.0', false],
  ['10.1.2.3', false],
  ['100.100.100.200', false],
  ['127.0.0.1', false],
  ['127.255.255.254', false],
  ['168.63.129.16', false],
  ['169.254.169.254', false],
  ['172.16.0.1', false],
  ['172.31.255.255', false],
  ['192.0.0.192', false],
  ['192.168.1.1', false],
  ['198.19.0.1', false],
  ['224.0.0.1', false],
  ['255.255.255.255', false],
  ['::', false],
  ['::1', false],
  ['::127.0.0.1', false],
  ['::ffff:127.0.0.1', false],
  ['::ffff:7f00:1', false],
  ['0:0:0:0:0:ffff:a9fe:a9fe', false],
  ['::ffff:8.8.8.8', true],
  ['64:ff9b::7f00:1', false],
  ['2001::1', false],
  ['2001:db8::1', false],
  ['2002:7f00:1::', false],
  ['fc00::1', false],
  ['fd00:ec2::254', false],
  ['fe80::1', false],
  ['fe80::1%eth0', false],
  ['fec0::1', false],
  ['ff02::1', false],
])('%s is callable: %s', (address, isAllowed) => {
  expect(isCallable(address, [])).toBe(isAllowed);
});

test('allows the ranges that the operator names, in every form', () => {
  expect(isCallable('127.0.0.1', ['127.0.0.0/8'])).toBe(true);
  expect(isCallable('::ffff:127.0.0.1', ['127.0.0.0/8'])).toBe(true);
  expect(isCallable('10.0.0.1', ['127.0.0.0/8'])).toBe(false);
  expect(isCallable('fd00::5', ['fd00::/8'])).toBe(true);
});

test.each([
  ['https://example.com/hooks', true],
  ['http://93.184.215.14:8080/', true],
  ['ftp://example.com', false],
  ['file:///etc/passwd', false],
  ['https://me:secret@example.com', false],
  ['http://localhost:3000', false],
  ['http://api.localhost', false],
  ['http://metadata.google.internal/', false],
  ['http://127.1/', false],
  ['http://0x7f000001/', false],
  ['http://2130706433/', false],
  ['http://017700000001/', false],
  ['http://[::1]/', false],
  ['http://[::ffff:169.254.169.254]/', false],
  ['not an address', false],
])('%s is accepted: %s', (url, isAccepted) => {
  expect(refuseAddress(url, []) === null).toBe(isAccepted);
});
