/** Connects a client as Connect does. */
import type { OwnServer } from '@/tests/support/own-server';
import { get } from './captured';
import { type ClientPlace, writePlaced } from './client-run';

interface ConnectorFiles {
  files: { path: string; content: string }[];
  env?: Record<string, string>;
}

/** Writes the files of a client into its HOME, which has none of them, so nothing must be merged. Returns its environment. */
export async function connect(
  server: OwnServer,
  client: string,
  place: ClientPlace,
): Promise<Record<string, string>> {
  const { files, env } = await get<ConnectorFiles>(server, `/api/v1/connectors/${client}/files`);
  for (const { path, content } of files) writePlaced(place, path, content);
  return env ?? {};
}
