/** Sends requests byte by byte, also those that no HTTP client sends. */
import { connect } from 'node:net';
import { baseURL } from './people';

const { hostname, port } = new URL(baseURL);

export interface RawAnswer {
  /** The whole response, one character per byte. */
  text: string;
  /** 0 if no response arrived. */
  status: number;
  /** Bytes that left this machine's buffers. */
  sent: number;
}

/** Sends bytes unchanged; resolves when the server closes the connection or is silent for some seconds. */
export function sendRaw(request: string, endless?: { piece: Buffer; bytes: number }): Promise<RawAnswer> {
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setTimeout(10_000, () => socket.destroy());
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
    });
    socket.on('error', () => {}); // a server that has refused a body resets the connection
    socket.on('close', () => {
      const status = Number(/^HTTP\/1\.1 (?!100)(\d+)/m.exec(text)?.[1] ?? 0);
      resolve({ text, status, sent: socket.bytesWritten - socket.writableLength });
    });
    socket.write(request, 'latin1');
    let left = endless?.bytes ?? 0;
    const sendPieces = () => {
      while (endless && left > 0 && !socket.destroyed) {
        left -= endless.piece.length;
        if (!socket.write(endless.piece)) return void socket.once('drain', sendPieces);
      }
    };
    sendPieces();
  });
}
