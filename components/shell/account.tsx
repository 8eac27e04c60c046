import { BookOpen, LogOut } from 'lucide-react';
import { Button } from '@/components/ui/button';
import type { Theme } from '@/lib/themes';
import { ThemeSwitch } from './theme-switch';

export interface AccountProps {
  email: string | null;
  theme: Theme;
  onChooseTheme: (theme: Theme) => Promise<void>;
}

/** Shows the signed-in person, the theme switch and the sign-out button. */
export function Account({ email, theme, onChooseTheme }: AccountProps) {
  return (
    <div className="grid gap-2">
      <p className="truncate px-2 text-meta text-muted" title={email ?? undefined}>
        {email ?? 'Signed in'}
      </p>
      {/* A plain link, because the reference is not a page of the app. */}
      <a
        href="/docs"
        className="flex items-center gap-2 rounded-md px-2 py-1 text-meta text-muted hover:bg-hover hover:text-ink pointer-coarse:min-h-10"
      >
        <BookOpen aria-hidden className="size-3.5" />
        API reference
      </a>
      <div className="flex items-center justify-between gap-2 pl-1">
        <ThemeSwitch theme={theme} onChoose={onChooseTheme} />
        {/* A plain form reloads the page, so that no data of the person stays in memory. */}
        <form action="/sign-out" method="post">
          <Button type="submit" variant="ghost" size="sm">
            <LogOut aria-hidden />
            Sign out
          </Button>
        </form>
      </div>
    </div>
  );
}
