import type { Metadata } from 'next';
import { TemplateEditor } from '@/components/templates/template-editor';
import { Breadcrumb } from '@/components/ui/breadcrumb';
import { saveTemplate } from '../actions';

export const metadata: Metadata = { title: 'New template' };

export default function NewTemplatePage() {
  return (
    <>
      <header className="mb-4 grid gap-1">
        <Breadcrumb trail={[{ text: 'Templates', href: '/templates' }]} />
        <h1 className="font-semibold text-title">New template</h1>
      </header>
      <TemplateEditor onSave={saveTemplate.bind(null, null)} />
    </>
  );
}
