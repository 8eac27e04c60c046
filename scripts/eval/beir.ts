/** Reads a folder in the BEIR layout: corpus.jsonl, queries.jsonl and qrels/*.tsv (query-id, corpus-id, score). */
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Judgements } from './retrieval';

export interface Document {
  id: string;
  /** Title and text, without a repeated title. */
  text: string;
}

export interface Query {
  id: string;
  text: string;
  judgements: Judgements;
}

interface Line {
  _id: string;
  title?: string;
  text: string;
}

async function* readLines(file: string): AsyncGenerator<Line> {
  for await (const line of createInterface({ input: createReadStream(file) }))
    if (line.trim() !== '') yield JSON.parse(line); // the layout
}

export async function* readDocuments(folder: string): AsyncGenerator<Document> {
  for await (const { _id, title, text } of readLines(join(folder, 'corpus.jsonl')))
    yield { id: _id, text: title && !text.startsWith(title) ? `${title}\n${text}` : text };
}

/** The queries that have at least one relevant document. */
export async function readQueries(folder: string): Promise<Query[]> {
  const judged = new Map<string, Map<string, number>>();
  const files = readdirSync(join(folder, 'qrels')).filter((file) => file.endsWith('.tsv'));
  const file = files.includes('test.tsv') ? 'test.tsv' : files[0];
  if (file === undefined) throw new Error(`There are no judgements in ${folder}/qrels.`);
  for (const line of readFileSync(join(folder, 'qrels', file), 'utf8')
    .split('\n')
    .slice(1)) {
    const [query = '', document = '', score = ''] = line.trim().split('\t');
    if (Number(score) <= 0) continue;
    judged.set(query, (judged.get(query) ?? new Map()).set(document, Number(score)));
  }
  const queries: Query[] = [];
  for await (const { _id, text } of readLines(join(folder, 'queries.jsonl'))) {
    const judgements = judged.get(_id);
    if (judgements) queries.push({ id: _id, text, judgements });
  }
  return queries;
}
