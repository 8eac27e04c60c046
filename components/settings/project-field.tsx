import { formCells, textOf } from '@/components/ui/add-form';
import { Field } from '@/components/ui/field';

/** The folder that a rule holds for; empty for all projects. */
export function ProjectField({ id }: { id: string }) {
  return (
    <div className={formCells.long}>
      <Field id={id} name="project" label="Project folder" maxLength={1000} placeholder="All projects" />
    </div>
  );
}

/** Returns the folder of a form. A folder is the same with and without a slash at its end. */
export const projectOf = (data: FormData) => textOf(data, 'project').replace(/[\\/]+$/, '');
