/** The icon and colour of each status, for plans and steps. */
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CircleX,
  Diamond,
  type LucideIcon,
  Repeat,
  SkipForward,
  TriangleAlert,
  Unplug,
  VolumeX,
} from 'lucide-react';
import type { HeldStatus } from '@/components/leases/lease-state';
import type { PlanState } from '@/lib/agent-execution/agent-execution.types';

export interface StatusLook {
  icon: LucideIcon;
  text: string;
  background: string;
}

export const statusLooks: Record<HeldStatus, StatusLook> = {
  pending: { icon: CircleDashed, text: 'text-pending', background: 'bg-pending' },
  in_progress: { icon: CircleDot, text: 'text-in-progress', background: 'bg-in-progress' },
  quiet: { icon: VolumeX, text: 'text-inactive', background: 'bg-inactive' },
  lost: { icon: Unplug, text: 'text-blocked', background: 'bg-blocked' },
  waiting: { icon: CircleDashed, text: 'text-pending', background: 'bg-pending' },
  looping: { icon: Repeat, text: 'text-blocked', background: 'bg-blocked' },
  awaiting_approval: { icon: Diamond, text: 'text-awaiting', background: 'bg-awaiting' },
  blocked: { icon: TriangleAlert, text: 'text-blocked', background: 'bg-blocked' },
  failed: { icon: CircleX, text: 'text-failed', background: 'bg-failed' },
  completed: { icon: CircleCheck, text: 'text-completed', background: 'bg-completed' },
  skipped: { icon: SkipForward, text: 'text-inactive', background: 'bg-inactive' },
  cancelled: { icon: Ban, text: 'text-inactive', background: 'bg-inactive' },
  paused: { icon: CirclePause, text: 'text-inactive', background: 'bg-inactive' },
};

/** In order of importance to a reader. */
export const planStates: PlanState[] = [
  'in_progress',
  'lost',
  'awaiting_approval',
  'blocked',
  'failed',
  'pending',
  'paused',
  'completed',
  'cancelled',
];
