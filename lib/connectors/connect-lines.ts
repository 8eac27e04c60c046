/** The lines to paste into a terminal. The script reads the key from the environment, which other people cannot see. */
import type { ConnectorAddress } from './connector';

const script = (origin: string) => `curl -fsS ${origin}/api/connect.mjs`;

export const connectLine = (client: string, { origin, key }: ConnectorAddress) =>
  `${script(origin)} | AES_KEY=${key} node --input-type=module - connect ${client} ${origin}`;

export const disconnectLine = (client: string, origin: string) =>
  `${script(origin)} | node --input-type=module - disconnect ${client}`;
