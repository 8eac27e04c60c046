import type { Metadata } from 'next';
import { Notifications } from '@/components/attention/notifications';
import { Webhooks } from '@/components/attention/webhooks';
import { SettingsSection } from '@/components/settings/settings-section';
import { listWebhooks } from '@/lib/agent-execution/webhooks';
import { requireCaller } from '@/lib/auth/session';
import { getPushSettings } from '@/lib/dashboard/notifications';
import { env } from '@/lib/env';
import { createServerClient } from '@/lib/supabase/server';
import {
  deleteSubscription,
  deleteWebhook,
  rotateWebhookSecret,
  saveSubscription,
  saveWebhook,
  testSubscription,
  testWebhook,
} from '../attention-actions';

export const metadata: Metadata = { title: 'Notifications · Settings' };

export default async function NotificationSettings() {
  await requireCaller();
  const db = await createServerClient();
  const [push, webhooks] = await Promise.all([getPushSettings(db), listWebhooks(db)]);
  return (
    <>
      <SettingsSection
        title="Notifications"
        description="Your browser notifies you when an agent needs you, also while no page is open. Choose the events for each browser."
      >
        <Notifications
          publicKey={push.public_key}
          subscriptions={push.subscriptions}
          onSave={saveSubscription}
          onDelete={deleteSubscription}
          onTest={testSubscription}
        />
      </SettingsSection>
      <SettingsSection
        title="Webhooks"
        description="Addresses outside of this server that receive events when an agent needs a person. Secrets are shown once."
        isFramed={false}
      >
        <Webhooks
          webhooks={webhooks}
          isOff={!env().databaseUrl}
          onSave={saveWebhook}
          onDelete={deleteWebhook}
          onRotate={rotateWebhookSecret}
          onTest={testWebhook}
        />
      </SettingsSection>
    </>
  );
}
