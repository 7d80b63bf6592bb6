/**
 * Letters that look like Latin ones, each followed by its Latin letter, lower case after folding: from other alphabets,
 * and Latin variants such as the dotless i.
 */
const PAIRS =
  'аa вb сc ԁd еe ѐe ёe ғf һh нh іi ії ıi ӏl јj кk ӄk ԛq ԝw мm пn оo рp ѕs тt уy ѵv хx ӽx зz ьb бb ԍg гr ' +
  'αa βb ϲc ԑe εe ηn ιi κk λl µu μu νv οo ρp σo τt υu ϒy χx ζz ωw γy ϳj ' +
  'աw հh օo ոn ս u цu քp զq ցg յj ɑa ɡg ɩi ɪi ʟl ɴn ʀr ʏy ʙb ɢg ʜh ᴀa ᴄc ᴅd ᴇe ᴊj ᴋk ᴍm ᴏo ᴘp ᴛt ᴜu ᴠv ᴡw ᴢz ꜰf ꜱs øo đd łl ħh ŧt';

const LOOK_ALIKES = new Map(
  PAIRS.split(' ').flatMap((pair): [string, string][] => {
    const [foreign, latin] = [...pair];
    return foreign !== undefined && latin !== undefined && /[a-z]/.test(latin) ? [[foreign, latin]] : [];
  }),
);

/** The Latin letter that a letter of another alphabet looks like. */
export function latinLookAlike(letter: string): string | undefined {
  return LOOK_ALIKES.get(letter);
}
