import { Breadcrumb } from '@/components/ui/breadcrumb';
import { Notice } from '@/components/ui/notice';
import { PageTitle } from '@/components/ui/page-title';
import { ContextControls, type ContextControlsProps } from './context-controls';

/** Shows the name of an entry and the actions on it. */
export function ContextHeader(props: ContextControlsProps) {
  const { entry, history } = props;
  const { context_type: type = '', context_key: key = '' } = entry ?? history[0] ?? {};
  return (
    <header className="mb-4 grid gap-1">
      <Breadcrumb
        trail={[
          { text: 'Context', href: '/context' },
          { text: type, href: entry ? `/context?type=${encodeURIComponent(type)}` : undefined },
        ]}
      />
      <div className="flex items-start justify-between gap-4 max-sm:flex-col max-sm:gap-2">
        <PageTitle text={key} />
        <ContextControls {...props} />
      </div>
      {!entry && (
        <Notice tone="info" title="Agents no longer read this entry">
          It was deleted or has expired. Its values stay in the history below.
        </Notice>
      )}
    </header>
  );
}
