import packageJson from '../../package.json' with { type: 'json' };

/** As in package.json. */
export const ROTE_VERSION: string = packageJson.version;
