import { Select } from '@/components/ui/select';

const MAX_NAME_LENGTH = 60;

export interface StepSelectProps {
  /** The names of the plan's steps by number. */
  names: Readonly<Record<number, string>>;
  /** Null for all steps. */
  step: number | null;
  onChange: (step: number | null) => void;
}

/** Chooses the step whose rows of the log are shown. */
export function StepSelect({ names, step, onChange }: StepSelectProps) {
  return (
    <Select
      label="Step"
      value={step === null ? '' : String(step)}
      options={[
        { value: '', label: 'All steps' },
        ...Object.entries(names).map(([number, name]) => ({
          value: number,
          label: `${number} · ${name.slice(0, MAX_NAME_LENGTH)}`,
        })),
      ]}
      onChange={(number) => onChange(number ? Number(number) : null)}
    />
  );
}
