/** `npm run licenses`: lists the licences of all dependencies and names copyleft. Fails if a package may not ship. */
import { readFileSync } from 'node:fs';
import { findUnacceptable, type LicensedPackage, listLicenses } from './license-list.ts';

function describe({ name, version, license, isDevelopment }: LicensedPackage): string {
  return `  ${name}@${version}  ${license}${isDevelopment ? '  (development only)' : ''}`;
}

function printCounts(title: string, packages: LicensedPackage[]): void {
  console.log(`\n${title}: ${packages.length} packages`);
  const groups = [...Map.groupBy(packages, ({ license }) => license)];
  groups.sort(([, one], [, other]) => other.length - one.length);
  for (const [license, members] of groups) console.log(`${String(members.length).padStart(5)}  ${license}`);
}

function printPackages(title: string, packages: LicensedPackage[]): void {
  console.log(`\n${title}: ${packages.length === 0 ? 'none' : packages.length}`);
  for (const each of packages) console.log(describe(each));
}

const all = listLicenses(JSON.parse(readFileSync('package-lock.json', 'utf8')));
printCounts(
  'Shipped',
  all.filter(({ isDevelopment }) => !isDevelopment),
);
printCounts(
  'Development only',
  all.filter(({ isDevelopment }) => isDevelopment),
);
printPackages(
  'Strong copyleft',
  all.filter((each) => each.class === 'strong copyleft'),
);
printPackages(
  'Weak copyleft',
  all.filter((each) => each.class === 'weak copyleft'),
);

const unacceptable = findUnacceptable(all);
if (unacceptable.length > 0) {
  printPackages(
    'Not acceptable: replace these, or add their licence to scripts/license-list.ts',
    unacceptable,
  );
  process.exitCode = 1;
}
