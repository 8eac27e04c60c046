'use client';

import { FileX2 } from 'lucide-react';
import { AddForm, formCells, textOf } from '@/components/ui/add-form';
import { EmptyRow } from '@/components/ui/empty-row';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { DropRule } from '@/lib/capture/redaction/drop-rules';
import { ProjectField, projectOf } from './project-field';
import { ProjectRuleList, type ProjectRulesProps, rulesWith } from './project-rule-list';

const KINDS = [
  { value: 'path_glob', label: 'Files' },
  { value: 'tool', label: 'Tool' },
];

function wordsOf(rule: DropRule) {
  const [kind, subject] = 'tool' in rule ? ['Tool', rule.tool] : ['Files', rule.path_glob];
  return { kind, subject, name: `for ${subject}` };
}

function readRule(data: FormData): DropRule {
  const name = textOf(data, 'name');
  return textOf(data, 'kind') === 'tool' ? { tool: name } : { path_glob: name };
}

/** Edits what is not stored of captured runs, by project. */
export function DropRules(props: ProjectRulesProps<DropRule>) {
  return (
    <>
      <ProjectRuleList
        {...props}
        label="Rules of captured runs"
        wordsOf={wordsOf}
        empty={
          <EmptyRow icon={FileX2} title="No rules yet">
            Contents of all files and tools are stored, without the secrets in them.
          </EmptyRow>
        }
      />
      <AddForm
        label="Add rule"
        onSubmit={(data) => {
          const project = projectOf(data);
          return props.onSave(project, rulesWith(props.projects, project, readRule(data)));
        }}
        note="A rule holds for the next event of a run in this folder, and in the folders below it. Without a folder it holds for all projects."
      >
        <div className={`col-span-2 ${formCells.short}`}>
          <SelectField id="drop-kind" name="kind" label="Drop" options={KINDS} />
        </div>
        <div className={formCells.long}>
          <Field
            id="drop-name"
            name="name"
            label="Path or tool"
            required
            maxLength={300}
            placeholder="secrets/** or Bash"
          />
        </div>
        <ProjectField id="drop-project" />
      </AddForm>
    </>
  );
}
