/** The address of the page: which client, and which key by its id - never the key itself. */
import { createSerializer, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { connectClients } from '@/lib/connect/snippets';

export const connectParams = {
  client: parseAsStringLiteral(connectClients.map(({ name }) => name)).withDefault('claude-code'),
  key: parseAsString,
};

export const serializeConnect = createSerializer(connectParams);
