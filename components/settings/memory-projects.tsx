'use client';

import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { useAction, useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import type { MemoryProject } from '@/lib/capture/results';

const hint = 'Check the projects, then try again.';

export interface MemoryProjectsProps {
  projects: MemoryProject[];
  /** Turns memory of a project off or on; without a value the setting is removed. */
  onSave: (project: string, isOn?: boolean) => Promise<ActionResult>;
}

/** Turns off, by project, the context that captured runs receive from earlier ones. */
export function MemoryProjects({ projects, onSave }: MemoryProjectsProps) {
  const form = useRef<HTMLFormElement>(null);
  const { isPending, failure, run: runForm } = useFormAction();
  const { run } = useAction();
  return (
    <div className="rounded-md border border-line bg-surface">
      {projects.length > 0 && (
        <ul aria-label="Projects with a setting for memory">
          {projects.map(({ project, is_on }) => (
            <li
              key={project}
              className="flex min-h-10 items-center gap-3 border-line border-b py-1 pr-2 pl-4"
            >
              <span className="w-10 shrink-0 text-muted">{is_on ? 'On' : 'Off'}</span>
              <span className="break-text min-w-0 flex-1 font-mono text-meta">
                {project || 'All projects'}
              </span>
              <Button size="sm" onClick={() => run(() => onSave(project, !is_on), { hint })}>
                {is_on ? 'Turn off' : 'Turn on'}
              </Button>
              <Button
                size="sm"
                variant="ghost"
                aria-label={`Remove the setting of ${project || 'all projects'}`}
                onClick={() => run(() => onSave(project), { hint })}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <form
        ref={form}
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          const project = String(new FormData(event.currentTarget).get('memory-project') ?? '');
          runForm(() => onSave(project, false), {
            hint: INPUT_KEPT,
            onSuccess: () => form.current?.reset(),
          });
        }}
      >
        <FailureNotice failure={failure} />
        <div className="flex flex-wrap items-end gap-3">
          <div className="w-64">
            <Field
              id="memory-project"
              name="memory-project"
              label="Project folder"
              maxLength={1000}
              placeholder="All projects"
            />
          </div>
          <Button type="submit" size="field" isBusy={isPending}>
            Turn memory off
          </Button>
        </div>
        <p className="text-faint text-meta">
          Memory is on. A setting holds for a folder and the folders below it; the longest folder decides.
        </p>
      </form>
    </div>
  );
}
