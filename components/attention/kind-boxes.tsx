import { type WebhookKind, webhookKinds } from '@/lib/agent-execution/webhooks';
import { kindWords } from './kind-words';

export interface KindBoxesProps {
  legend: string;
  /** The kinds that are checked at first. */
  chosen: readonly WebhookKind[];
}

/** Checkboxes for the kinds of events; a form reads them with `readKinds`. */
export function KindBoxes({ legend, chosen }: KindBoxesProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="grid gap-x-4 gap-y-1.5 sm:grid-cols-2">
        {webhookKinds.map((kind) => (
          <label key={kind} className="flex items-center gap-2.5 pointer-coarse:min-h-10">
            <input
              type="checkbox"
              name="kinds"
              value={kind}
              defaultChecked={chosen.includes(kind)}
              className="size-4 shrink-0 accent-(--solid)"
            />
            {kindWords[kind]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Returns the kinds that are checked in a form. */
export function readKinds(data: FormData): WebhookKind[] {
  const checked = data.getAll('kinds');
  return webhookKinds.filter((kind) => checked.includes(kind));
}
