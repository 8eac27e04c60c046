/** Writes a response as Markdown, for callers that put it into a prompt: the same fields in fewer tokens than JSON. */
import { textOf } from '@/lib/agent-execution/exact-json';
import { isFields } from '@/lib/agent-execution/is-fields';

const indent = (text: string) => text.replaceAll('\n', '\n  ');

const inline = (value: unknown) => indent(textOf(value));

/** Returns whether a value needs separate lines. A list of plain values stays on its line, as JSON. */
const isBlock = (value: unknown) =>
  isFields(value) ? Object.keys(value).length > 0 : Array.isArray(value) && value.some(isFields);

/** Returns one line per field, with objects and lists of objects indented. Omits fields without a value. */
function linesOf(value: unknown): string {
  if (Array.isArray(value))
    return value.map((item) => `- ${indent(isBlock(item) ? linesOf(item) : inline(item))}`).join('\n');
  if (!isFields(value)) return inline(value);
  return Object.entries(value)
    .filter(([, inner]) => inner !== null && inner !== undefined && inner !== '')
    .map(([name, inner]) =>
      isBlock(inner) ? `${name}:\n  ${indent(linesOf(inner))}` : `${name}: ${inline(inner)}`,
    )
    .join('\n');
}

/** Returns the response as Markdown, with the cursor of a page at its end. */
export function toMarkdown(data: unknown): string {
  const cursor =
    Array.isArray(data) && 'next_cursor' in data && data.next_cursor
      ? `\nnext_cursor: ${data.next_cursor}`
      : '';
  return `${linesOf(data) || 'Nothing.'}${cursor}\n`;
}

/** Returns whether a caller prefers Markdown to JSON. */
export function wantsMarkdown(headers: Headers): boolean {
  const types = (headers.get('accept') ?? '')
    .split(',')
    .map((type) => type.trim().split(';')[0]?.toLowerCase());
  const [markdown, json] = [types.indexOf('text/markdown'), types.indexOf('application/json')];
  return markdown !== -1 && (json === -1 || markdown < json);
}
