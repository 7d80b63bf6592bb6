import { z } from 'zod';

/** What a web application may ask a browser for, in Playwright's words for Chromium. */
export const PERMISSIONS = [
  'accelerometer',
  'ambient-light-sensor',
  'background-sync',
  'camera',
  'clipboard-read',
  'clipboard-write',
  'geolocation',
  'gyroscope',
  'local-fonts',
  'local-network-access',
  'magnetometer',
  'microphone',
  'midi',
  'midi-sysex',
  'notifications',
  'payment-handler',
  'screen-wake-lock',
  'storage-access',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** A BCP 47 tag that this Node knows how to write dates in. Aliases get their usual form: `de-de` becomes `de-DE`. */
const localeSchema = z
  .string()
  .refine(isKnownLocale, { error: 'must be a language tag such as de-DE or en-US' })
  .overwrite((tag) => (isKnownLocale(tag) ? (Intl.getCanonicalLocales(tag)[0] ?? tag) : tag));

/** An IANA name, in the case that Chromium expects. An offset such as +02:00 is not one, because Chromium refuses it. */
const timezoneSchema = z
  .string()
  .refine((name) => timezoneOf(name) !== undefined, { error: 'must be a time zone of the IANA database such as Europe/Berlin or UTC' })
  .overwrite((name) => timezoneOf(name) ?? name);

/**
 * How the browser of a run presents itself to pages and what pages may do in it. A playbook, a profile and a run config
 * use the same keys.
 */
export const browserSettingsShape = {
  locale: localeSchema
    .optional()
    .describe('Language and region, such as de-DE: of the browser, and of the dates and numbers that steps type (default: en-US)'),
  timezone: timezoneSchema.optional().describe("Time zone of the browser, such as Europe/Berlin (default: the host's)"),
  permissions: z
    .array(z.enum(PERMISSIONS))
    .max(PERMISSIONS.length)
    .optional()
    .describe('What pages of the application may do without a question that nobody would answer'),
  geolocation: z
    .strictObject({
      latitude: z.number().min(-90).max(90).describe('Degrees, north is positive'),
      longitude: z.number().min(-180).max(180).describe('Degrees, east is positive'),
      accuracy: z.number().min(0).optional().describe('Metres (default: 0)'),
    })
    .optional()
    .describe('Where the browser says it is; implies the permission geolocation'),
  reduced_motion: z
    .enum(['reduce', 'no-preference'])
    .optional()
    .describe('What pages read as prefers-reduced-motion (default: reduce, so that steps wait for no animations)'),
  service_workers: z
    .enum(['bypass', 'full', 'block'])
    .optional()
    .describe(
      'bypass (default): service workers run, and the browser sends all requests itself. full: they answer requests. block: none is registered',
    ),
};
const browserSettingsSchema = z.strictObject(browserSettingsShape);
export type BrowserSettings = z.infer<typeof browserSettingsSchema>;

const KEYS = browserSettingsSchema.keyof().options;

/** Each key from the first source that has it: the playbook, then the profile, then the run config. */
export function mergeBrowserSettings(...sources: (BrowserSettings | undefined)[]): BrowserSettings {
  return Object.fromEntries(KEYS.map((key) => [key, sources.find((source) => source?.[key] !== undefined)?.[key]]));
}

function isKnownLocale(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(tag).length === 1;
  } catch {
    // RangeError: it has not the form of a tag.
    return false;
  }
}

function timezoneOf(name: string): string | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined; // RangeError: unknown
  }
}
