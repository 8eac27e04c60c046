import type { Metadata } from 'next';
import { DeleteTemplate } from '@/components/templates/delete-template';
import { TemplateEditor } from '@/components/templates/template-editor';
import { TemplateVersions } from '@/components/templates/template-versions';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { deleteTemplate, restoreTemplate, saveTemplate } from '../actions';
import { findTemplate } from './find-template';

type Props = PageProps<'/templates/[id]'>;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await findTemplate((await params).id)).template.name };
}

export default async function TemplatePage({ params }: Props) {
  const { template, versions } = await findTemplate((await params).id);
  const { id, name, version } = template;
  return (
    <>
      <header className="mb-4 grid gap-1">
        <Breadcrumb trail={[{ text: 'Templates', href: '/templates' }]} />
        <div className="flex items-start justify-between gap-4">
          <h1 dir="auto" className="break-text min-w-0 font-semibold text-title">
            {name}
          </h1>
          <DeleteTemplate name={name} onDelete={deleteTemplate.bind(null, id)} />
        </div>
      </header>
      <div className="grid gap-8">
        {/* The key resets the form when a new version arrives. */}
        <TemplateEditor key={version} template={template} onSave={saveTemplate.bind(null, id)} />
        <TemplateVersions current={version} versions={versions} onRestore={restoreTemplate.bind(null, id)} />
      </div>
    </>
  );
}
