const PART = '[A-Za-z0-9_-]';

/** Keys that say what they are, and how they are written. */
const FORMATS = [
  `eyJ${PART}{8,}(?:\\.${PART}{8,}){2}(?:\\.${PART}+){0,2}`, // JSON web tokens, signed or encrypted
  '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}', // Stripe
  'gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,}', // GitHub
  `gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent)-${PART}{20,}`, // GitLab
  `xox[abeoprs]-${PART}{10,}|xapp-${PART}{10,}`, // Slack
  '(?:AKIA|ASIA)[A-Z0-9]{16}', // Amazon
  `AIza${PART}{35}|ya29\\.${PART}{20,}|GOCSPX-${PART}{20,}`, // Google
  `sk-(?:proj-|ant-|svcacct-)?${PART}{20,}`, // OpenAI, Anthropic
  'npm_[A-Za-z0-9]{36}',
  `pypi-${PART}{32,}`,
  `SG\\.${PART}{16,}\\.${PART}{16,}`, // SendGrid
  'shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{32}', // Shopify
  'do[opr]_v1_[a-f0-9]{64}', // DigitalOcean
  'hf_[A-Za-z0-9]{30,}', // Hugging Face
  `dapi[a-f0-9]{32}`, // Databricks
];

const KEYS = new RegExp(`(?<![A-Za-z0-9_-])(?:${FORMATS.join('|')})`, 'g');

/** The keys and tokens in a text that are recognized by their form. Length alone makes nothing a secret. */
export function keysIn(text: string): string[] {
  return text.match(KEYS) ?? [];
}
