/** The icon of each kind of decision, and the words of its buttons and toasts. */
import {
  Diamond,
  ListChecks,
  type LucideIcon,
  MessageCircleQuestionMark,
  SquareTerminal,
} from 'lucide-react';
import type { PlacedDecision } from '@/lib/agent-execution/decisions';

export interface DecisionLook {
  icon: LucideIcon;
  label: string;
  allow: string;
  deny: string;
  allowed: string;
  denied: string;
}

const approval = { allow: 'Approve', deny: 'Reject', allowed: 'Approved', denied: 'Rejected' };

export const decisionLooks: Record<PlacedDecision['kind'], DecisionLook> = {
  tool_call: {
    icon: SquareTerminal,
    label: 'Permission',
    allow: 'Allow',
    deny: 'Deny',
    allowed: 'Allowed',
    denied: 'Denied',
  },
  plan: { icon: ListChecks, label: 'Plan', ...approval },
  step: { icon: Diamond, label: 'Step', ...approval },
  question: {
    icon: MessageCircleQuestionMark,
    label: 'Question',
    allow: 'Send answer',
    deny: 'Decline',
    allowed: 'Answered',
    denied: 'Declined',
  },
};
