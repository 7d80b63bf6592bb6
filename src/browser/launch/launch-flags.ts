/**
 * Chromium honours only the last `--disable-features`. Ours comes after Playwright's, so it repeats what Playwright
 * disables.
 */
const DISABLED_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

const DISABLED_BY_ROTE = [
  // Chromium sends a query to Google for every form.
  'AutofillServerCommunication',
  // The address bar, never shown here, is a separate page that costs processor time at every start.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

/** What every browser of Rote is started with, besides Playwright's own flags. */
export const LAUNCH_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${[...DISABLED_BY_PLAYWRIGHT, ...DISABLED_BY_ROTE].join(',')}`,
];
