import { OutputBox } from './output-box';

type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };

const INLINE_LENGTH = 120;

/** A value as text: strings as they are, the rest as indented JSON. */
export function jsonText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? '');
}

function isShort(text: string): boolean {
  return text.length <= INLINE_LENGTH && !text.includes('\n');
}

/** One value: short ones in the line, long ones in a box. */
export function JsonValueView({ value, label }: { value: JsonValue | undefined; label: string }) {
  const text = jsonText(value);
  if (!isShort(text)) return <OutputBox text={text} label={label} />;
  return <code className="break-text font-mono text-meta">{text === '' ? '""' : text}</code>;
}

/** JSON for reading: the keys of an object one below the other, so that long texts show as texts and not escaped. */
export function JsonView({ value, label }: { value: JsonValue; label: string }) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
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
