/** The address of the page: which client, and which key by its id - never the key itself. */
import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { connectClients } from '@/lib/connect/snippets';

export const connectParams = {
  client: parseAsStringLiteral(connectClients.map(({ name }) => name)).withDefault('claude-code'),
  key: parseAsString,
};

export const loadConnectParams = createLoader(connectParams);
export const serializeConnect = createSerializer(connectParams);
