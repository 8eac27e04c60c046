/** Checks that the address to listen on is free. */
import { createServer } from 'node:net';

export class PortTakenError extends Error {
  override name = 'PortTakenError';
  constructor(host: string, port: number) {
    super(
      `Port ${port} on ${host} is in use by another program. Stop it, or choose another port: PORT=${port + 1} npm start`,
    );
  }
}

/** Checks the address before slow work starts. Throws PortTakenError. */
export function checkPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new PortTakenError(host, port)
          : new Error(
              `Cannot listen on ${host}:${port} (${error.code}). Set HOST or PORT to use another address.`,
            ),
      ),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
