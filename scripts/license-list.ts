/** Reads the licences of all dependencies from the lock file and classifies them by their obligations for distributors. */
import parseExpression from 'spdx-expression-parse';

/** From the least to the most demanding; `unknown` is worse than any known licence. */
const CLASSES = ['permissive', 'weak copyleft', 'strong copyleft', 'unknown'] as const;

export type LicenseClass = (typeof CLASSES)[number];

export interface LicensedPackage {
  name: string;
  version: string;
  /** An SPDX expression, or the text that the package declares instead. */
  license: string;
  class: LicenseClass;
  /** Only needed for development and tests, not at run time. */
  isDevelopment: boolean;
}

/** The fields of package-lock.json, lockfile version 3, that this file reads. */
interface LockFile {
  packages: Record<string, { version?: string; license?: string; dev?: boolean; devOptional?: boolean }>;
}

/** Licence names that packages declare and the SPDX list lacks. */
const SPDX_NAMES: Record<string, string> = { 'SIL OPEN FONT LICENSE': 'OFL-1.1' };

const STRONG = /^(A?GPL|SSPL|OSL|EUPL|RPL|CPAL|QPL|Sleepycat|CC-BY-(NC-)?SA)\b/;
const WEAK = /^(LGPL|MPL|EPL|CDDL|CPL|IPL|MS-RL|OFL|APSL)\b/;

function classifyName(name: string): LicenseClass {
  if (STRONG.test(name)) return 'strong copyleft';
  return WEAK.test(name) ? 'weak copyleft' : 'permissive';
}

/** Returns the class of a parsed expression: for OR the least demanding side, for AND the most demanding. */
function classifyInfo(info: parseExpression.Info): LicenseClass {
  if ('license' in info) return classifyName(info.license);
  const sides = [classifyInfo(info.left), classifyInfo(info.right)].sort(
    (one, other) => CLASSES.indexOf(one) - CLASSES.indexOf(other),
  );
  return (info.conjunction === 'or' ? sides[0] : sides[1]) ?? 'unknown';
}

/** Returns the class of an SPDX expression; `unknown` for anything that is not one. */
export function classifyLicense(license: string | undefined): LicenseClass {
  try {
    return classifyInfo(parseExpression(SPDX_NAMES[license ?? ''] ?? license ?? ''));
  } catch {
    return 'unknown';
  }
}

/** Returns every package of a lock file once per version, sorted by name. */
export function listLicenses({ packages }: LockFile): LicensedPackage[] {
  const found = new Map<string, LicensedPackage>();
  for (const [path, entry] of Object.entries(packages)) {
    const name = path.split('node_modules/').at(-1);
    if (!name) continue; // the project itself
    const { version = '', license = 'none declared', dev = false, devOptional = false } = entry;
    const key = `${name}@${version}`;
    const isDevelopment = (dev || devOptional) && (found.get(key)?.isDevelopment ?? true);
    found.set(key, { name, version, license, class: classifyLicense(entry.license), isDevelopment });
  }
  return [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
}

/** Returns the packages that need a decision before they ship: strong copyleft, or an unknown licence. */
export function findUnacceptable(packages: LicensedPackage[]): LicensedPackage[] {
  return packages.filter(
    (each) => each.class === 'unknown' || (each.class === 'strong copyleft' && !each.isDevelopment),
  );
}
