import { KeyRound, type LucideIcon, Network, ShieldAlert, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { type RiskKind, type RiskyCall, risksOf, riskWords } from '@/lib/decisions/risk';

const icons: Record<RiskKind, LucideIcon> = {
  outside: SquareArrowOutUpRight,
  network: Network,
  delete: Trash2,
  credentials: KeyRound,
  root: ShieldAlert,
};

/** Names the risks of a tool call. Without one, names what was searched for, because a script may do anything. */
export function RiskList({ call }: { call: RiskyCall }) {
  const risks = risksOf(call);
  if (risks.length === 0) {
    return (
      <p className="text-meta text-muted">
        Its text shows no deletion, network access, credentials, root privileges or writes outside the
        project.
      </p>
    );
  }
  return (
    <ul aria-label="Risks" className="grid gap-1">
      {risks.map(({ kind, what }) => {
        const Icon = icons[kind];
        return (
          <li key={kind} className="flex min-w-0 items-baseline gap-1.5 text-blocked">
            <Icon aria-hidden strokeWidth={2.25} className="size-3.5 shrink-0 translate-y-0.5" />
            <span className="shrink-0 font-medium">{riskWords[kind]}</span>
            <code className="min-w-0 truncate font-mono text-meta">{what}</code>
          </li>
        );
      })}
    </ul>
  );
}
