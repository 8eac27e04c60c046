/** The title of a page that lists rows, with their number. */
export function ListTitle({ children, count }: { children: string; count: number }) {
  return (
    <h1 className="mb-3 font-semibold text-title">
      {children} <span className="font-normal text-faint tabular-nums">{count.toLocaleString('en')}</span>
    </h1>
  );
}
