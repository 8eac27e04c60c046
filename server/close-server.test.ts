/** Closing a server ends the connections that clients keep open. */
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { test } from 'vitest';
import { closerOf } from './close-server.ts';

test.each([
  ['that sends nothing', ''],
  ['that stops in the middle of its headers', 'POST / HTTP/1.1\r\nHost: x\r\nCont'],
  ['that stops in the middle of its body', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc'],
  ['whose response never ends', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
  [
    'that speaks another protocol',
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n',
  ],
])('closes the connection of a client %s', async (_name, sent) => {
  const server = createServer((_request, response) => void response.write('an event'));
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => {});
    socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
  });
  const close = closerOf(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // it listens on a port
  const client = connect(port, '127.0.0.1').on('error', () => {});
  const isCutOff = new Promise((resolve) => client.once('close', resolve));
  await new Promise<void>((resolve) =>
    client.once('connect', () => client.write(sent || '\r\n', () => resolve())),
  );
  client.resume();
  await close();
  await isCutOff;
});
