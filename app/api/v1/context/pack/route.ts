import { readPack } from '@/lib/agent-execution/context-reads';
import { contextPackQuery } from '@/lib/api/contracts/context';
import { markdownResponse } from '@/lib/api/respond';
import { route } from '@/lib/api/route';
import { embedder } from '@/lib/embeddings/embedder';

export const GET = route({ query: contextPackQuery }, async (db, { query: { format, ...input } }) => {
  const pack = await readPack(db, input, embedder());
  return format === 'markdown' ? markdownResponse(pack.markdown) : pack;
});
