/** The icon of an entry and its colour, which means a state and nothing else. */
import {
  Bot,
  CircleDot,
  Diamond,
  FilePen,
  FileText,
  GitBranch,
  Globe,
  type LucideIcon,
  MessageSquare,
  Plug,
  Search,
  SquareTerminal,
  User,
  Wrench,
} from 'lucide-react';
import { statusLooks } from '@/components/status/status-looks';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import type { TranscriptEntry } from './transcript-entry';

interface EntryLook {
  icon: LucideIcon;
  tone: string;
}

const toolIcons: Readonly<Record<string, LucideIcon>> = {
  agent: Bot,
  edit: FilePen,
  mcp: Plug,
  read: FileText,
  search: Search,
  web: Globe,
};
const moveLooks: Readonly<Record<string, EntryLook>> = {
  approve_step: { icon: statusLooks.completed.icon, tone: statusLooks.completed.text },
  block: { icon: statusLooks.blocked.icon, tone: statusLooks.blocked.text },
  budget_reached: { icon: statusLooks.blocked.icon, tone: statusLooks.blocked.text },
  complete_step: { icon: statusLooks.completed.icon, tone: statusLooks.completed.text },
  disputed_claim: { icon: statusLooks.blocked.icon, tone: statusLooks.blocked.text },
  fail_step: { icon: statusLooks.failed.icon, tone: statusLooks.failed.text },
  looping: { icon: statusLooks.looping.icon, tone: statusLooks.looping.text },
  reject_step: { icon: statusLooks.failed.icon, tone: statusLooks.failed.text },
  request_decision: { icon: Diamond, tone: statusLooks.awaiting_approval.text },
  skip_step: { icon: statusLooks.skipped.icon, tone: statusLooks.skipped.text },
};
const kindIcons: Record<TranscriptEntry['kind'], LucideIcon> = {
  call: Wrench,
  command: SquareTerminal,
  edit: FilePen,
  event: CircleDot,
  message: MessageSquare,
  move: CircleDot,
  prompt: User,
  sub_plan: GitBranch,
};

const lookIn = <Look>(looks: Readonly<Record<string, Look>>, name: string): Look | undefined =>
  Object.hasOwn(looks, name) ? looks[name] : undefined;

export function lookOf(row: Pick<Log, 'action_type' | 'error_message'>, entry: TranscriptEntry): EntryLook {
  const move = lookIn(moveLooks, row.action_type);
  if (move && entry.kind === 'move') return move;
  const hasFailed =
    row.error_message !== null ||
    (entry.kind === 'command' && entry.exitCode !== null && entry.exitCode !== 0);
  const icon = (entry.kind === 'call' && lookIn(toolIcons, row.action_type)) || kindIcons[entry.kind];
  return { icon, tone: hasFailed ? statusLooks.failed.text : 'text-faint' };
}
