import { Bot, Cog, type LucideIcon, User } from 'lucide-react';
import type { ActorType } from '@/lib/agent-execution/agent-execution.types';

const icons: Record<ActorType, LucideIcon> = { agent: Bot, user: User, system: Cog };

/** Shows the type of an actor as an icon, with the name on hover. */
export function ActorIcon({ type, name }: { type: ActorType; name: string }) {
  const Icon = icons[type];
  return (
    <span title={`${type}: ${name}`} className="text-faint">
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{`${type} ${name}`}</span>
    </span>
  );
}
