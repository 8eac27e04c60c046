/**
 * `npm run eval:search -- <corpus folder>`: measures the quality of the context search. Stores each document of a
 * folder in the BEIR layout as a context entry of one person and runs each query. Reports recall, nDCG@10, mean
 * reciprocal rank and duration. `--json <file>` also writes the results to a file.
 */
import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startTestBackend } from '../../tests/support/test-database';
import { signedUpService } from '../bench/service';
import { readDocuments, readQueries } from './beir';
import { ndcg, recall, reciprocalRank } from './retrieval';

const MAX_VALUE_BYTES = 131_072;
const DEPTHS = [1, 5, 10, 25, 50];
const WRITERS = 8;

const { values: flags, positionals } = parseArgs({
  options: { json: { type: 'string' } },
  allowPositionals: true,
});
const [folder] = positionals;
if (folder === undefined) {
  console.error('Which folder? npm run eval:search -- <folder with corpus.jsonl, queries.jsonl and qrels/>');
  process.exit(2);
}

type Service = Awaited<ReturnType<typeof signedUpService>>['service'];

async function store(service: Service, corpus: string): Promise<{ documents: number; cut: number }> {
  const count = { documents: 0, cut: 0 };
  const documents = readDocuments(corpus);
  const write = async () => {
    for await (const { id, text } of documents) {
      count.documents += 1;
      if (text.length > MAX_VALUE_BYTES) count.cut += 1;
      await service.setContext({
        context_type: 'document',
        context_key: id,
        context_value: text.slice(0, MAX_VALUE_BYTES),
      });
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  return count;
}

async function evaluate(service: Service, corpus: string): Promise<Record<string, number>> {
  const queries = await readQueries(corpus);
  const sums: Record<string, number> = {};
  const add = (name: string, value: number) => {
    sums[name] = (sums[name] ?? 0) + value / queries.length;
  };
  const times: number[] = [];
  for (const { text, judgements } of queries) {
    const began = performance.now();
    const { entries } = await service.searchContext({ query: text, limit: Math.max(...DEPTHS) });
    times.push(performance.now() - began);
    const ranking = entries.map((entry) => entry.context_key);
    for (const depth of DEPTHS) add(`recall@${depth}`, recall(ranking, judgements, depth));
    add('nDCG@10', ndcg(ranking, judgements, 10));
    add('MRR', reciprocalRank(ranking, judgements));
  }
  times.sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.floor((times.length - 1) * share)] ?? 0;
  return { queries: queries.length, ...sums, 'p50 ms': quantile(0.5), 'p95 ms': quantile(0.95) };
}

const backend = await startTestBackend();
try {
  Object.assign(process.env, backend.env);
  const { service } = await signedUpService();
  const stored = await store(service, folder);
  const figures = { ...stored, ...(await evaluate(service, folder)) };
  for (const [name, value] of Object.entries(figures))
    console.log(`${name.padEnd(12)}${Number.isInteger(value) ? value : value.toFixed(value < 1 ? 4 : 1)}`);
  if (flags.json) writeFileSync(flags.json, `${JSON.stringify(figures, null, 2)}\n`);
} finally {
  // Uses are counted shortly after a read.
  await wait(500);
  await backend.stop();
}
process.exit(0);
