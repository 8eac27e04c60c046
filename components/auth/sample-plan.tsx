import { statusLooks } from '@/components/status/status-looks';
import { classNames } from '@/lib/class-names';

const steps = [
  { status: 'completed', text: 'Find why the import is slow', time: '12 min' },
  { status: 'completed', text: 'Add the missing index', time: '8 min' },
  { status: 'in_progress', text: 'Run the import again', time: '3 of 10 min' },
  { status: 'awaiting_approval', text: 'Deploy to production', time: 'needs you' },
] as const;

/** Shows a picture of a plan. */
export function SamplePlan({ className }: { className?: string }) {
  return (
    <div
      role="img"
      aria-label="A plan with two completed steps, one in progress and one that awaits approval"
      className={classNames('overflow-clip rounded-md border border-line bg-surface', className)}
    >
      <div
        aria-hidden
        className="flex items-center justify-between border-line border-b px-3 py-2 font-medium"
      >
        Make the nightly import fast
        <span className="text-meta text-muted tabular-nums">2/4</span>
      </div>
      {steps.map(({ status, text, time }, index) => {
        const { icon: Icon, text: colour } = statusLooks[status];
        return (
          <div
            aria-hidden
            key={text}
            className="flex items-center gap-2 border-line border-b px-3 py-2 last:border-b-0"
          >
            <Icon strokeWidth={2.25} className={classNames('size-3.5 shrink-0', colour)} />
            <span className="text-faint tabular-nums">{index + 1}</span>
            <span className="min-w-0 flex-1 truncate">{text}</span>
            <span
              className={classNames(
                'text-meta tabular-nums',
                status === 'awaiting_approval' ? 'text-awaiting' : 'text-faint',
              )}
            >
              {time}
            </span>
          </div>
        );
      })}
    </div>
  );
}
