import { textOf } from '@/lib/agent-execution/exact-json';
import type { JsonValue } from './content-kind';
import { OutputBox } from './output-box';
import { TextContent } from './text-content';

const INLINE_LENGTH = 120;
/** An object with more keys is shown as its text, which is folded. */
const MAX_KEYS = 200;
/** Keys whose texts come from programs and files, not from a model. */
const OUTPUT_KEYS: ReadonlySet<string> = new Set([
  'command',
  'content',
  'error',
  'output',
  'patch',
  'stderr',
  'stdout',
  'text',
]);

/** Returns strings as they are and other values as indented JSON. */
export function jsonText(value: JsonValue | undefined): string {
  return textOf(value, 2);
}

function isShort(text: string): boolean {
  return text.length <= INLINE_LENGTH && !text.includes('\n');
}

/** Shows a short value inline, a long text as what it is, and other long values in a box. */
export function JsonValueView({ value, label }: { value: JsonValue | undefined; label: string }) {
  const text = jsonText(value);
  if (isShort(text))
    return <code className="break-text font-mono text-meta">{text === '' ? '""' : text}</code>;
  if (typeof value !== 'string') return <OutputBox text={text} label={label} language="json" />;
  const source = OUTPUT_KEYS.has(label) ? 'output' : 'prose';
  return <TextContent text={value} label={label} source={source} />;
}

/** Shows JSON for reading: the keys of an object as a list, so that long texts appear without escapes. */
export function JsonView({ value, label }: { value: JsonValue; label: string }) {
  const isList = value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!isList || Object.keys(value).length > MAX_KEYS) {
    return <JsonValueView value={value} label={label} />;
  }
  return (
    <dl className="grid min-w-0 gap-1">
      {Object.entries(value).map(([key, item]) => {
        const isInline = isShort(jsonText(item));
        return (
          <div key={key} className={isInline ? 'flex min-w-0 items-baseline gap-2' : 'grid min-w-0 gap-1'}>
            <dt className="break-text max-w-full min-w-20 shrink-0 font-mono text-faint text-meta sm:max-w-48">
              {key}
            </dt>
            <dd className="min-w-0">
              <JsonValueView value={item} label={key} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
