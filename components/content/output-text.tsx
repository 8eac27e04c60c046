import { classNames } from '@/lib/class-names';
import { type AnsiColor, type AnsiRun, parseAnsi } from '@/lib/format/ansi';

const colorClasses: Record<AnsiColor, string> = {
  black: 'text-faint',
  red: 'text-failed',
  green: 'text-completed',
  yellow: 'text-blocked',
  blue: 'text-in-progress',
  magenta: 'text-awaiting',
  cyan: 'text-in-progress',
  white: 'text-ink',
};

function runClasses(run: AnsiRun): string {
  return classNames(
    run.color && colorClasses[run.color],
    run.isBold && 'font-semibold',
    run.isDim && 'text-faint',
    run.isUnderlined && 'underline',
  );
}

/** Shows program output: terminal colours in colour, without other control sequences. */
export function OutputText({ text }: { text: string }) {
  return parseAnsi(text).map((run, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs never change and have no other identity
    <span key={index} className={runClasses(run) || undefined}>
      {run.text}
    </span>
  ));
}
