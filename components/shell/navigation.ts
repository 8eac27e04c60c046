import {
  Brain,
  ChartColumn,
  Inbox,
  LayoutDashboard,
  LayoutTemplate,
  ListChecks,
  type LucideIcon,
  Plug,
  ScrollText,
  Settings,
  ShieldCheck,
} from 'lucide-react';

export interface NavigationEntry {
  label: string;
  /** The full title, for places with room. */
  title?: string;
  href: string;
  icon: LucideIcon;
}

/** The pages of the sidebar. */
export const navigation: NavigationEntry[] = [
  { label: 'Overview', href: '/', icon: LayoutDashboard },
  { label: 'Approvals', href: '/approvals', icon: ShieldCheck },
  { label: 'Plans', href: '/plans', icon: ListChecks },
  { label: 'Tasks', href: '/tasks', icon: Inbox },
  { label: 'Logs', href: '/logs', icon: ScrollText },
  { label: 'Context', href: '/context', icon: Brain },
  { label: 'Analytics', href: '/analytics', icon: ChartColumn },
  { label: 'Templates', title: 'Templates and rules', href: '/templates', icon: LayoutTemplate },
  { label: 'Connect', title: 'Connect an agent', href: '/connect', icon: Plug },
  { label: 'Settings', href: '/settings', icon: Settings },
];

/** The pages of the settings, in the order of their own navigation. */
export const settingsPages = [
  { name: 'account', label: 'Account', href: '/settings' },
  { name: 'agents', label: 'Agents', href: '/settings/agents' },
  { name: 'decisions', label: 'Decisions', href: '/settings/decisions' },
  { name: 'notifications', label: 'Notifications', href: '/settings/notifications' },
  { name: 'capture', label: 'Capture', href: '/settings/capture' },
  { name: 'data', label: 'Data', href: '/settings/data' },
];
