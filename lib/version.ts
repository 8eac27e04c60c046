/** The version of the product. package.json is the only place that states it. */
import manifest from '../package.json' with { type: 'json' };

export const version = manifest.version;
