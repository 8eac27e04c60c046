import { ListChecks, type LucideIcon, ScrollText, ShieldCheck } from 'lucide-react';

const lines: { icon: LucideIcon; text: string }[] = [
  { icon: ListChecks, text: 'Your coding agents plan their work in steps, and report each step as they go.' },
  { icon: ShieldCheck, text: 'You watch live, answer their questions, and approve what matters.' },
  { icon: ScrollText, text: 'Every action stays in a log, which shows if anyone changed it later.' },
];

/** Says in three lines what the product does, for a first visit. */
export function ProductWords() {
  return (
    <ul className="grid gap-3 text-muted">
      {lines.map(({ icon: Icon, text }) => (
        <li key={text} className="flex gap-2.5">
          <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
          <span className="text-pretty">{text}</span>
        </li>
      ))}
    </ul>
  );
}
