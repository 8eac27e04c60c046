/** The address of a comparison. A run is the id of a plan, with @ and a number for one of its versions. */
import type { RunReference } from '@/lib/agent-execution/comparisons';

const RUN = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:@(\d{1,6}))?$/i;

/** Returns the run that a parameter names; null for any other text. */
export function readRun(value: string | string[] | undefined): RunReference | null {
  const [, plan_id, version] = typeof value === 'string' ? (RUN.exec(value) ?? []) : [];
  if (plan_id === undefined) return null;
  return version === undefined ? { plan_id } : { plan_id, version: Number(version) };
}

export function runText({ plan_id, version }: RunReference): string {
  return version === undefined ? plan_id : `${plan_id}@${version}`;
}

export interface CompareParams {
  left?: RunReference | null;
  right?: RunReference | null;
  /** Shows only steps that differ. */
  isShort?: boolean;
}

export function compareHref({ left, right, isShort = false }: CompareParams): string {
  const params = [
    left && `left=${runText(left)}`,
    right && `right=${runText(right)}`,
    isShort && 'only=differences',
  ];
  const query = params.filter(Boolean).join('&');
  return query === '' ? '/compare' : `/compare?${query}`;
}
