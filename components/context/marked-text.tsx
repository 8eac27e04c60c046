import { stripAnsi } from '@/lib/format/ansi';
import { plainLine } from '@/lib/format/plain-line';

/** Shows a text with the matches marked, without the control sequences of a terminal. */
export function MarkedText({ text, marks }: { text: string; marks: [from: number, to: number][] }) {
  if (marks.length === 0) return plainLine(text);
  const parts = marks.map(([from, to], index) => ({
    from,
    before: stripAnsi(text.slice(marks[index - 1]?.[1] ?? 0, from)),
    marked: stripAnsi(text.slice(from, to)),
  }));
  return (
    <>
      {parts.map(({ from, before, marked }) => (
        <span key={from}>
          {before}
          <mark className="rounded-sm bg-mark text-ink">{marked}</mark>
        </span>
      ))}
      {stripAnsi(text.slice(marks.at(-1)?.[1] ?? 0))}
    </>
  );
}
