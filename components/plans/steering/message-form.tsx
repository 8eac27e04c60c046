'use client';

import { useEffect, useRef } from 'react';
import { Button } from '@/components/ui/button';
import { FailureNotice } from '@/components/ui/failure-notice';
import { TextArea } from '@/components/ui/text-area';
import { useFormAction } from '@/components/ui/use-action';
import { type ActionResult, INPUT_KEPT } from '@/lib/action-result';

export interface MessageFormProps {
  onSend: (body: string) => Promise<ActionResult>;
}

/** Sends a message to the agent of a plan; ⌘Enter sends, too. */
export function MessageForm({ onSend }: MessageFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { isPending, failure, run } = useFormAction();
  // The command “Message the agent” leads here.
  useEffect(() => {
    if (location.hash === '#message') form.current?.querySelector('textarea')?.focus();
  }, []);
  return (
    <form
      ref={form}
      className="grid gap-3 p-3"
      onSubmit={(event) => {
        event.preventDefault();
        const body = String(new FormData(event.currentTarget).get('message') ?? '').trim();
        if (body === '') return;
        run(() => onSend(body), { hint: INPUT_KEPT, onSuccess: () => form.current?.reset() });
      }}
    >
      <FailureNotice failure={failure} />
      <TextArea
        id="message"
        name="message"
        label="Message to the agent"
        required
        maxLength={10_000}
        hint="The agent reads it with its next report, tool result or prompt."
      />
      <div>
        <Button type="submit" variant="solid" isBusy={isPending}>
          Send
        </Button>
      </div>
    </form>
  );
}
