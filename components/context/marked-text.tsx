/** Shows a text with the matches marked. */
export function MarkedText({ text, marks }: { text: string; marks: [from: number, to: number][] }) {
  const parts = marks.map(([from, to], index) => ({
    from,
    before: text.slice(marks[index - 1]?.[1] ?? 0, from),
    marked: text.slice(from, to),
  }));
  return (
    <>
      {parts.map(({ from, before, marked }) => (
        <span key={from}>
          {before}
          <mark className="rounded-sm bg-mark text-ink">{marked}</mark>
        </span>
      ))}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  );
}
