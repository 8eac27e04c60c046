/** Shows that an event of the past has no time. */
export function UnknownTime({ className }: { className?: string }) {
  return (
    <span title="Unknown: what was imported does not say when" className={className}>
      –<span className="sr-only"> unknown time</span>
    </span>
  );
}
