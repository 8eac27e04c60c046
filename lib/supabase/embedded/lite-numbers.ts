/**
 * Keeps the digits of numbers in lite's requests and responses: lite itself parses and writes doubles
 * (lib/agent-execution/exact-json.ts).
 */
import {
  markExactNumbers,
  rewriteJson,
  rewriteText,
  unmarkExactNumbers,
} from '../../agent-execution/exact-json.ts';
import { completeRows } from './whole-rows.ts';

/** Parameters of a query that hold no values for comparison. */
const WITHOUT_VALUES = new Set(['select', 'order', 'limit', 'offset', 'columns', 'on_conflict', 'apikey']);
/** Matches a number after an operator, in a list, or alone as an argument of a call. */
const QUERY_NUMBER = /((?:^|[.(,])(?:eq|neq|gte?|lte?)\.|[(,]|^)(-?\d[\d.eE+-]*)(?=[,)]|$)/g;

/** Returns the URL with quotes around numbers that a double would change; lite treats quoted values as text. */
function quoteNumbers(address: string): string {
  const url = new URL(address);
  if (!/\d/.test(url.search)) return address;
  const entries = [...url.searchParams].map(([name, value]) => [
    name,
    WITHOUT_VALUES.has(name.slice(name.lastIndexOf('.') + 1))
      ? value
      : value.replace(QUERY_NUMBER, (all, before: string, number: string) =>
          String(Number(number)) === number ? all : `${before}"${number}"`,
        ),
  ]);
  url.search = new URLSearchParams(entries).toString();
  return url.href;
}

/** Returns a request for data with exact numbers in place of those that a double would change. */
export async function markRequest(request: Request): Promise<Request> {
  if (!new URL(request.url).pathname.startsWith('/rest/v1/')) return request;
  const { method, signal } = request;
  const headers = new Headers(request.headers);
  const isJson = /^(?:application\/json|$)/.test(headers.get('content-type') ?? '');
  const body =
    isJson && request.body ? completeRows(markExactNumbers(await request.text()), request) : request.body;
  if (isJson) headers.delete('content-length');
  const init = { method, headers, signal, body, duplex: 'half' };
  return new Request(quoteNumbers(request.url), init);
}

/** Matches an exact number in a CSV cell: alone, or in JSON with doubled quotes. */
const CSV_NUMBER = /\0(-?\d[\d.eE+-]*)|""\\u0000(-?\d[\d.eE+-]*)""/g;

/** Returns a response with plain numbers in place of exact numbers. */
export function unmarkResponse(response: Response): Response | Promise<Response> {
  const isCsv = response.headers.get('content-type')?.startsWith('text/csv');
  if (!isCsv) return rewriteJson(response, unmarkExactNumbers);
  return rewriteText(response, (csv) => csv.replace(CSV_NUMBER, '$1$2'));
}
