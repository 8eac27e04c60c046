import { Link } from '@/components/ui/link';

export function Logo() {
  return (
    <Link
      href="/"
      prefetch={false}
      className="flex min-h-8 pointer-coarse:min-h-10 items-center gap-2 rounded-md px-1 font-semibold"
    >
      <LogoMark />
      Agent Execution
    </Link>
  );
}

export function LogoMark({ className = 'size-5' }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={className}>
      <rect width="32" height="32" rx="7" className="fill-solid" />
      <path d="M8 10h10M8 16h16M8 22h6" className="stroke-on-solid" strokeWidth="2.6" strokeLinecap="round" />
      <circle cx="22.5" cy="10" r="2.2" className="fill-on-solid" />
      <circle cx="18.5" cy="22" r="2.2" className="fill-on-solid" />
    </svg>
  );
}
