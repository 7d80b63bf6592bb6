/** A URL, or a host name with at least one dot, that is not part of a mail address, a path or a longer word. */
const CANDIDATE =
  /(?<![\p{L}\p{N}@._/\\-])(?:(https?):\/\/)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}]{2,24}|localhost|\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:.]+\])(?::\d{1,5})?(?=[/?#]|(?![\p{L}\p{N}@_\\-]|\.[\p{L}\p{N}]))/giu;

/** Endings of files or code more often than of domains: they count only with http, www, a path or three labels. */
const MOSTLY_FILES = new Set(
  'ai app bat cc cfg cpp cs css csv db dev dll doc docx eml exe gif go gz htm html ico ini ipynb java jpeg jpg js json jsx kt lock log md mjs mov mp3 mp4 pdf php pl png ppt pptx ps py rb rs sh so sql svg tar toml ts tsv tsx txt vue wav webp xls xlsx xml yaml yml zip'.split(
    ' ',
  ),
);
/** The top-level domains of more than two letters that count; any two letters may be a country. */
const GENERIC = new Set(
  'com org net edu gov mil int info biz name pro aero coop museum jobs mobi travel tel asia cat post xyz online site website shop store blog cloud tech space club agency company digital email group network solutions services support systems team tools world zone live news media design studio software academy bank health law legal money finance exchange trade work works today local internal intranet corp home lan test example localhost invalid'.split(
    ' ',
  ),
);
const REFUSED_BEFORE =
  /(?:\b(?:not|never|don't|dont|avoid|except|without|nicht|nie|kein\w*|ohne|außer|vermeide\w*|no|nunca|sin|excepto|evita\w*|pas|jamais|sans|sauf|évite\w*|não|nunca|sem|exceto|non|mai|senza|eccetto|niet|nooit|zonder|не|никогда|без|кроме)\b[^.!?;\n]{0,40}|不要[^。！？]{0,12}|别[^。！？]{0,12})$/iu;

/**
 * The domains that a directive names, as globs (`*.example.com` covers `example.com`), in order, each once. Excludes
 * mail addresses, file names and domains that the directive says to avoid.
 */
export function namedDomains(directive: string): string[] {
  const found: string[] = [];
  for (const match of directive.matchAll(CANDIDATE)) {
    const [whole, scheme, host = ''] = match;
    const after = directive.slice(match.index + whole.length);
    if (scheme === undefined && !looksLikeDomain(host, after)) continue;
    if (REFUSED_BEFORE.test(directive.slice(Math.max(0, match.index - 60), match.index))) continue;
    const url = `http://${host}/`;
    if (URL.canParse(url)) found.push(globOf(new URL(url).hostname));
  }
  return [...new Set(found)];
}

function looksLikeDomain(host: string, after: string): boolean {
  const labels = host.toLowerCase().split('.');
  const ending = labels.at(-1) ?? '';
  if (host.startsWith('[') || ending === 'localhost' || /^\d+$/.test(ending)) return true;
  if (labels[0] === 'www' || labels.length > 2 || after.startsWith('/')) return isEnding(ending) || MOSTLY_FILES.has(ending);
  return isEnding(ending) && !MOSTLY_FILES.has(ending);
}

function isEnding(ending: string): boolean {
  return GENERIC.has(ending) || /^[a-z]{2}$/.test(ending) || /[^ -~]/.test(ending);
}

function globOf(hostname: string): string {
  const isName = hostname.includes('.') && !/^[\d.]+$/.test(hostname) && !hostname.startsWith('[');
  return isName ? `*.${hostname.replace(/^www\./, '')}` : hostname;
}
