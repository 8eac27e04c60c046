import { CopyButton } from '@/components/ui/copy-button';
import type { PasswordAction } from '@/lib/auth/change-password';
import { PasswordForm } from './password-form';

export interface ProfileProps {
  email: string | null;
  userId: string;
  /** True for the account that the first start created. */
  isLocalOwner: boolean;
  onSetPassword: PasswordAction;
}

export function Profile({ email, userId, isLocalOwner, onSetPassword }: ProfileProps) {
  return (
    <div className="grid gap-4 p-4">
      <dl className="grid gap-x-6 gap-y-1 sm:grid-cols-[7rem_minmax(0,1fr)] sm:gap-y-2">
        <dt className="text-muted sm:leading-7">E-mail</dt>
        <dd className="break-text max-sm:mb-2 sm:leading-7">{email ?? 'None'}</dd>
        <dt className="text-muted sm:leading-7">User id</dt>
        <dd className="flex min-w-0 items-center gap-1">
          <code className="break-text font-mono text-meta">{userId}</code>
          <CopyButton text={userId} label="Copy the user id" />
        </dd>
        <dt className="text-muted max-sm:sr-only sm:pt-1">Password</dt>
        <dd className="max-sm:mt-2 sm:pt-1">
          {isLocalOwner ? <LocalOwnerWords /> : <PasswordForm email={email} action={onSetPassword} />}
        </dd>
      </dl>
    </div>
  );
}

function LocalOwnerWords() {
  return (
    <p className="max-w-prose text-muted">
      The server created this account at its first start, for the person at this machine. Its e-mail address
      and password cannot be changed, because the server uses them for “Continue as local owner”. To choose
      your own, sign up with another address.
    </p>
  );
}
