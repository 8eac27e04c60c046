import { readSearch } from '@/lib/agent-execution/context-reads';
import { searchContextQuery } from '@/lib/api/contracts/context';
import { route } from '@/lib/api/route';
import { embedder } from '@/lib/embeddings/embedder';

export const GET = route({ query: searchContextQuery }, (db, { query }) => readSearch(db, query, embedder()));
