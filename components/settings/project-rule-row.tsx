import { Trash2 } from 'lucide-react';
import { Button } from '@/components/ui/button';

export interface ProjectRuleRowProps {
  /** One short word. */
  kind: string;
  /** What the rule is about. */
  subject: string;
  /** Its folder; '' for all projects. */
  project: string;
  /** Names the rule for screen readers. */
  name: string;
  onDelete: () => void;
}

/** A rule of captured runs in a list, with a button that deletes it. */
export function ProjectRuleRow({ kind, subject, project, name, onDelete }: ProjectRuleRowProps) {
  return (
    <li className="flex min-h-10 items-center gap-3 border-line border-b py-1 pr-2 pl-4">
      <span className="w-10 shrink-0 text-muted">{kind}</span>
      <span className="break-text min-w-0 flex-1 font-mono text-meta">{subject}</span>
      <span className="break-text min-w-0 max-w-[50%] text-muted">{project || 'All projects'}</span>
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Delete the rule ${name} in ${project || 'all projects'}`}
        onClick={onDelete}
      >
        <Trash2 aria-hidden />
      </Button>
    </li>
  );
}
