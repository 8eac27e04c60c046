/** Turns the server's results into palette entries. */
import { Brain, ListTodo, ScrollText } from 'lucide-react';
import { statusLooks } from '@/components/status/status-looks';
import type { Found } from '@/lib/dashboard/find';
import { sentenceCase } from '@/lib/format/words';
import type { PaletteEntry, PaletteGroup } from './palette-entry';

export function foundGroups(found: Found): PaletteGroup[] {
  const plans = found.plans.map((plan): PaletteEntry => {
    const { icon, text } = statusLooks[plan.state];
    const detail = `${plan.plan_type} · ${sentenceCase(plan.state).toLowerCase()}`;
    const target = `/plans/${plan.id}`;
    return { id: `plan:${plan.id}`, label: plan.task_title, detail, icon, iconColor: text, target };
  });
  const tasks = found.tasks.map(
    ({ id, title }): PaletteEntry => ({
      id: `task:${id}`,
      label: title,
      icon: ListTodo,
      target: `/tasks/${encodeURIComponent(id)}`,
    }),
  );
  const context = found.context.map(
    (entry): PaletteEntry => ({
      id: `context:${entry.id}`,
      label: `${entry.context_type}/${entry.context_key}`,
      detail: entry.context_value,
      icon: Brain,
      target: `/context/${entry.id}`,
    }),
  );
  const logs = found.logs.map(
    ({ seq, action_type, description }): PaletteEntry => ({
      id: `log:${seq}`,
      label: description || action_type,
      detail: description ? `${action_type} · #${seq}` : `#${seq}`,
      icon: ScrollText,
      target: `/logs?row=${seq}`,
    }),
  );
  return [
    { title: 'Plans', entries: plans },
    { title: 'Tasks', entries: tasks },
    { title: 'Context', entries: context },
    { title: 'Log rows', entries: logs },
  ];
}
