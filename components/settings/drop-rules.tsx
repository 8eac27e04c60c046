'use client';

import { AddForm, textOf } from '@/components/ui/add-form';
import { Field } from '@/components/ui/field';
import { SelectField } from '@/components/ui/select-field';
import type { DropRule } from '@/lib/capture/redaction/drop-rules';
import { ProjectField, projectOf } from './project-field';
import { ProjectRuleRow } from './project-rule-row';
import { type ProjectRulesProps, useProjectRules } from './use-project-rules';

const KINDS = [
  { value: 'path_glob', label: 'Files' },
  { value: 'tool', label: 'Tool' },
];

const nameOf = (rule: DropRule) => ('tool' in rule ? rule.tool : rule.path_glob);

function readRule(data: FormData): DropRule {
  const name = textOf(data, 'name');
  return textOf(data, 'kind') === 'tool' ? { tool: name } : { path_glob: name };
}

/** Edits what is not stored of captured runs, by project; a deletion offers Undo. */
export function DropRules(props: ProjectRulesProps<DropRule>) {
  const { add, remove } = useProjectRules(props);
  return (
    <>
      {props.projects.length > 0 && (
        <ul aria-label="Rules of captured runs">
          {props.projects.flatMap((project) =>
            project.rules.map((rule) => (
              <ProjectRuleRow
                key={JSON.stringify([project.project, rule])}
                kind={'tool' in rule ? 'Tool' : 'Files'}
                subject={nameOf(rule)}
                project={project.project}
                name={`for ${nameOf(rule)}`}
                onDelete={() => remove(project, rule, `for ${nameOf(rule)}`)}
              />
            )),
          )}
        </ul>
      )}
      <AddForm
        label="Add rule"
        onSubmit={(data) => add(projectOf(data), readRule(data))}
        note="A rule holds for the next event of a run in this folder, and in the folders below it. Without a folder it holds for all projects."
      >
        <div className="w-28">
          <SelectField id="drop-kind" name="kind" label="Drop" options={KINDS} />
        </div>
        <div className="w-52">
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
