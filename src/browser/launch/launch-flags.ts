/**
 * Chromium honours only the last `--disable-features`. Ours replaces Playwright's, so it repeats what Playwright
 * disables.
 */
export const DISABLED_BY_PLAYWRIGHT = [
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
  // It joins the multicast group of mDNS, which sends a packet, to hide addresses that are not shown to pages anyway.
  'WebRtcHideLocalIpsWithMdns',
  // The address bar, never shown here, is a separate page that costs processor time at every start.
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
];

const featureList = (names: readonly string[]) => `--disable-features=${names.join(',')}`;

/** The flag of Playwright that ours replaces. Should Playwright's list change, both are given, and ours counts. */
export const REPLACED_FLAGS = [featureList(DISABLED_BY_PLAYWRIGHT)];

/** What every browser of Rote is started with, besides Playwright's own flags. */
export const LAUNCH_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  featureList([...DISABLED_BY_PLAYWRIGHT, ...DISABLED_BY_ROTE]),
];
