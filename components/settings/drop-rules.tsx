'use client';

import { useRef } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { Field } from '@/components/ui/field';
import { notifyDone } from '@/components/ui/notify';
import { SelectField } from '@/components/ui/select-field';
import { useAction, useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';
import type { DropRule } from '@/lib/capture/redaction/drop-rules';
import type { ProjectRules } from '@/lib/capture/results';
import { ProjectRuleRow } from './project-rule-row';

const hint = 'Check the rules, then try again.';
const KINDS = [
  { value: 'path_glob', label: 'Files' },
  { value: 'tool', label: 'Tool' },
];

const nameOf = (rule: DropRule) => ('tool' in rule ? rule.tool : rule.path_glob);

/** Reads the form. A folder is the same with and without a slash at its end. */
function readForm(data: FormData): { project: string; rule: DropRule } {
  const text = (name: string) => String(data.get(name) ?? '').trim();
  const name = text('drop-name');
  return {
    project: text('drop-project').replace(/[\\/]+$/, ''),
    rule: text('drop-kind') === 'tool' ? { tool: name } : { path_glob: name },
  };
}

export interface DropRulesProps {
  projects: ProjectRules[];
  /** Replaces the rules of a project. */
  onSave: (project: string, rules: DropRule[]) => Promise<ActionResult>;
}

/** Edits what is not stored of captured runs, by project; a deletion offers Undo. */
export function DropRules({ projects, onSave }: DropRulesProps) {
  const form = useRef<HTMLFormElement>(null);
  const { isPending, failure, run: runForm } = useFormAction();
  const { run } = useAction();
  const add = (data: FormData) => {
    const { project, rule } = readForm(data);
    const rules = projects.find((known) => known.project === project)?.rules ?? [];
    runForm(() => onSave(project, [...rules, rule]), {
      hint: INPUT_KEPT,
      onSuccess: () => form.current?.reset(),
    });
  };
  const remove = ({ project, rules }: ProjectRules, rule: DropRule) => {
    const undo = () => run(() => onSave(project, rules), { hint });
    run(
      () =>
        onSave(
          project,
          rules.filter((other) => other !== rule),
        ),
      {
        hint,
        onSuccess: () => notifyDone(`Deleted the rule for ${nameOf(rule)}`, undo),
      },
    );
  };
  return (
    <div className="rounded-md border border-line bg-surface">
      {projects.length > 0 && <RuleList projects={projects} onRemove={remove} />}
      <form
        ref={form}
        className="grid gap-3 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          add(new FormData(event.currentTarget));
        }}
      >
        <FailureNotice failure={failure} />
        <RuleFields isPending={isPending} />
        <p className="text-faint text-meta">
          A rule holds for the next event of a run in this folder, and in the folders below it. Without a
          folder it holds for all projects.
        </p>
      </form>
    </div>
  );
}

interface RuleListProps {
  projects: ProjectRules[];
  onRemove: (project: ProjectRules, rule: DropRule) => void;
}

function RuleList({ projects, onRemove }: RuleListProps) {
  return (
    <ul aria-label="Rules of captured runs">
      {projects.flatMap((project) =>
        project.rules.map((rule) => (
          <ProjectRuleRow
            key={JSON.stringify([project.project, rule])}
            kind={'tool' in rule ? 'Tool' : 'Files'}
            subject={nameOf(rule)}
            project={project.project}
            name={`for ${nameOf(rule)}`}
            onDelete={() => onRemove(project, rule)}
          />
        )),
      )}
    </ul>
  );
}

function RuleFields({ isPending }: { isPending: boolean }) {
  return (
    <div className="flex flex-wrap items-end gap-3">
      <div className="w-28">
        <SelectField id="drop-kind" name="drop-kind" label="Drop" options={KINDS} />
      </div>
      <div className="w-52">
        <Field
          id="drop-name"
          name="drop-name"
          label="Path or tool"
          required
          maxLength={300}
          placeholder="secrets/** or Bash"
        />
      </div>
      <div className="w-64">
        <Field
          id="drop-project"
          name="drop-project"
          label="Project folder"
          maxLength={1000}
          placeholder="All projects"
        />
      </div>
      <Button type="submit" size="field" isBusy={isPending}>
        Add rule
      </Button>
    </div>
  );
}
