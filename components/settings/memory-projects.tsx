'use client';

import { Brain } from 'lucide-react';
import { AddForm } from '@/components/ui/add-form';
import { Button } from '@/components/ui/button';
import { EmptyRow } from '@/components/ui/empty-row';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { MemoryProject } from '@/lib/capture/results';
import { ProjectField, projectOf } from './project-field';

const hint = 'Check the projects, then try again.';

export interface MemoryProjectsProps {
  projects: MemoryProject[];
  /** Turns memory of a project off or on; without a value the setting is removed. */
  onSave: (project: string, isOn?: boolean) => Promise<ActionResult>;
}

/** Turns off, by project, the context that captured runs receive from earlier ones. */
export function MemoryProjects({ projects, onSave }: MemoryProjectsProps) {
  const { run } = useAction();
  return (
    <>
      {projects.length === 0 ? (
        <EmptyRow icon={Brain} title="Memory is on for all projects">
          Turn it off for a folder whose runs should start without the context of earlier ones.
        </EmptyRow>
      ) : (
        <ul aria-label="Projects with a setting for memory">
          {projects.map(({ project, is_on }) => (
            <li
              key={project}
              className="flex min-h-10 flex-wrap items-center gap-x-3 border-line border-b py-1.5 pr-2 pl-4 last:border-b-0"
            >
              <span className="w-10 shrink-0 text-muted">{is_on ? 'On' : 'Off'}</span>
              <span className="break-text min-w-0 flex-1 font-mono text-meta max-sm:basis-[calc(100%-4rem)]">
                {project || 'All projects'}
              </span>
              <Button
                size="sm"
                className="max-sm:ml-13"
                onClick={() => run(() => onSave(project, !is_on), { hint })}
              >
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
      <AddForm
        label="Turn memory off"
        onSubmit={(data) => onSave(projectOf(data), false)}
        note="A setting holds for a folder and the folders below it; the longest folder decides."
      >
        <ProjectField id="memory-project" />
      </AddForm>
    </>
  );
}
