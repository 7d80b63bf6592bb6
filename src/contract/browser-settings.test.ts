import { expect, it } from 'vitest';
import { z } from 'zod';
import { type BrowserSettings, browserSettingsShape, mergeBrowserSettings, PERMISSIONS } from './browser-settings.ts';

const settings = z.strictObject(browserSettingsShape);
const refusal = (given: unknown) => settings.safeParse(given).error?.issues[0]?.message;

it.each([
  ['de-DE', 'de-DE'],
  ['en', 'en'],
  ['pt-br', 'pt-BR'],
  ['zh-Hant-TW', 'zh-Hant-TW'],
])('takes the locale %s as %s', (locale, tag) => {
  expect(settings.parse({ locale })).toEqual({ locale: tag });
});

it.each(['german', 'de_DE', 'xx-XX', '', 'de-DE ', '{language}'])('refuses the locale "%s"', (locale) => {
  expect(refusal({ locale })).toBe('must be a language tag such as de-DE or en-US');
});

it.each([
  ['Europe/Berlin', 'Europe/Berlin'],
  ['europe/berlin', 'Europe/Berlin'],
  ['UTC', 'UTC'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
])('takes the time zone %s as %s', (timezone, name) => {
  const { timezone: taken } = settings.parse({ timezone });
  expect(taken?.replace('America/Buenos_Aires', 'America/Argentina/Buenos_Aires')).toBe(name);
});

it.each(['Berlin', 'Europe/Berln', '+02:00', 'GMT+2', '', '{zone}'])('refuses the time zone "%s"', (timezone) => {
  expect(refusal({ timezone })).toBe('must be a time zone of the IANA database such as Europe/Berlin or UTC');
});

it('names the permissions that exist when one does not', () => {
  expect(refusal({ permissions: ['clipboard'] })).toContain(PERMISSIONS.map((name) => `"${name}"`).join('|'));
});

it.each([
  [{ latitude: 91, longitude: 0 }],
  [{ latitude: 0, longitude: -181 }],
  [{ latitude: 52.5 }],
  [{ latitude: 52.5, longitude: 13.4, accuracy: -1 }],
  [{ lat: 52.5, lng: 13.4 }],
])('refuses the position %j', (geolocation) => {
  expect(settings.safeParse({ geolocation }).success).toBe(false);
});

it('takes each key from the first source that has it', () => {
  const playbook: BrowserSettings = { locale: 'de-DE', permissions: [] };
  const profile: BrowserSettings = { locale: 'fr-FR', timezone: 'Europe/Paris', permissions: ['camera'] };
  const config: BrowserSettings = { locale: 'en-GB', timezone: 'Europe/London', reduced_motion: 'no-preference' };
  expect(mergeBrowserSettings(playbook, profile, config)).toEqual({
    locale: 'de-DE',
    timezone: 'Europe/Paris',
    permissions: [],
    reduced_motion: 'no-preference',
  });
  expect(mergeBrowserSettings(undefined, undefined)).toEqual({});
});
