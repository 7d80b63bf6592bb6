import { OPERATE } from './imitations/order-words.ts';

/**
 * Orders in ordinary prose. A page that wants something from an agent has to say whom it means: a program that reads
 * it, or a person who works for a user. People who write to people do neither.
 */

/** Programs; `agents` and `assistants` may be people. */
const PROGRAM =
  '(?:ai(?:s| agents?| assistants?| models?| systems?| tools?| bots?| readers?| browsers?)?|llms?|bots?|chat ?bots?|robots?|(?:software|automated|automatic|autonomous|virtual|digital|robotic|machine|artificial|computer|non-human) (?:agents?|assistants?|helpers?|readers?|visitors?|guests?|buyers?|shoppers?|clients?|users?|programs?|tools?|systems?|browsers?|intelligences?)|language models?|web agents?|browser agents?|crawlers?)';
const MAYBE_PROGRAM =
  '(?:assistants?|agents?|helpers?|programs?|software|tools?|machines?|automations?|scripts?|systems?|models?|summari[sz]ers?|readers?|whoever|anyone|anything|everyone|those|visitors?|clients?)';
/** What only the agent of a user does with a page. */
const AT_WORK =
  '(?:(?:is |are |was |were |be |been |happens? to be |currently )?(?:reading|processing|summari[sz]ing|parsing|scraping|crawling|browsing|automating|analy[sz]ing|scanning)(?: along)?|reads?|process(?:es)?|summari[sz]es?|parses?|scrapes?|crawls?|automates?|scans?|visits?|browses?|(?:acts?|works?|shops?|browses?|buys?|books?|operates?) (?:for|on behalf of) (?:a |an |the |some |their |its |another )?(?:person|user|customer|human|owner|client|someone|somebody|people))';
const FOR_SOMEONE =
  '(?:automatically|(?:for|on behalf of) (?:someone|somebody|a user|your user|a customer|a person|a human|another person|your owner|your client|your principal|its user|their user)|as (?:an? )?(?:ai|bot|agent|program|assistant|model|machine))';
const MODAL =
  '(?:must(?: not)?|should(?: not)?|shall(?: not)?|ha(?:s|ve) to|needs? to|ought to|(?:is|are) (?:asked|told|invited|required|requested|obliged|encouraged|expected|advised|instructed|supposed|to be|welcome) to|(?:is|are) to|may now|can now|may only|must only|please|kindly|get|gets|earn|earns|receive|receives|win|wins|will (?:get|earn|receive|win|be (?:paid|rewarded))|qualif(?:y|ies) for)';
/** The user, as only his agent knows him. */
const PRINCIPAL =
  "(?:(?:your|its|their) (?:human|principal|master|user|end[- ]user|owner|operator|employer|boss|client)(?:'s)?|the (?:person|one|human|user|customer|people|man|woman|company|party) (?:(?:who|that) )?(?:you (?:work|act|are working|are acting|are browsing|browse|shop|are here|were sent|do this)(?: for| on behalf of)?|(?:sent|started|hired|asked|instructed|launched|deployed|runs?|commissioned|tasked|prompted|employs?|uses?|owns?|controls?) you|on whose behalf you)|whoever (?:sent|started|hired|instructed|launched|deployed|runs|uses|owns|tasked) you|who(?:ever)? you work for)";
const YOUR_WORK =
  '(?:(?:your|the|this|its|their) (?:current |actual |own |assigned |present |given )?(?:task|job|mission|assignment|objective|directive|errand))';
const YOUR_ANSWER =
  '(?:(?:your|its|their|the final|the) (?:final |own )?(?:answers?|repl(?:y|ies)|responses?|reports?|summar(?:y|ies)|output|results?|findings|recommendations?|list|conclusions?|overview|comparison)|what (?:you|they|it) (?:report|hand|give|say|send|return|write|tell|answer)\\w*(?: back)?)';

const rule = (source: string) => new RegExp(source, 'u');

const ADDRESSED: readonly RegExp[] = [
  // Assistants that read this page must first …; the model that summarises these reviews should …
  rule(
    `\\b(?:${PROGRAM}|${MAYBE_PROGRAM})(?: (?:that|which|who|to|also))? ${AT_WORK}\\b.{0,120}?\\b${MODAL}\\s(?!not be\\b|be\\b|respect\\b|comply\\b)`,
  ),
  rule(
    `\\b(?:${PROGRAM}|${MAYBE_PROGRAM})(?: (?:that|which|who))? ${AT_WORK}\\b.{0,100}?[,:]\\s?(?:please |kindly |then |also |just |simply |do not |don't |never )*${OPERATE}`,
  ),
  // Bots that complete the order get 50 points.
  rule(
    `\\b(?:${PROGRAM}|agents|assistants|helpers|programs)(?: (?:that|which|who))? \\w+.{0,80}?\\b(?:get|earn|receive|win|will (?:get|earn|receive|win|be rewarded|be paid)|are rewarded|qualify)\\b`,
  ),
  rule(
    `\\b(?:if|when|while|once|since|as|in case) you(?:'re| are| were| have been)? (?:\\w+ )?(?:${AT_WORK}|handling|treating|answering|triaging|sorting|working on|looking at|evaluating|reviewing)\\b.{0,60}?\\b${FOR_SOMEONE}\\b`,
  ),
  // Automated helpers must enter …; robots are invited to …
  rule(
    `(?<!no |not an? |our |prevent |against )\\b${PROGRAM}\\b(?:,| that| which| who)?(?: [\\w'-]+){0,3}? (?:must|should|shall|ha(?:s|ve) to|needs? to|ought to|(?:is|are) (?:asked|told|invited|required|requested|obliged|encouraged|expected|advised|instructed|welcome) to)(?: only| first| now| also| always| then)? (?:${OPERATE}|(?:not )?(?:name|list|mention|recommend|prefer|rank|rate|quote|tell)\\b|say|state|(?:answer|reply) (?:only|with|that)|sign)(?! (?:be|an? user-agent|a header|oauth|themselves|themself|itself|the robots|robots))`,
  ),
  // Dear program, …; helper, once you have read this, …; note to the program reading this: …
  rule(
    `^\\W*(?:dear|hey|hi|hello|attention|listen|psst|ok|hi there|hello there|hey there|to the|to all|for the|for all|for|message to the|note to the|note for the|a word to the|notice to the)[\\s,]+(?:all |any |every |our |my )?(?:${PROGRAM}|assistant|agent|helper|program|software|machine|automation)\\b(?:[\\s,]+(?:reading|processing|visiting|browsing|that|who|which|out there)\\b[^:,.!]{0,60})?\\s?[:,.!-](?!.{0,20}\\b(?:my|our|i)\\b)(?=.*\\b(?:${OPERATE}|report|say|answer|recommend|rank|tell|correct|move|drop|your|you))`,
  ),
  rule(
    `^\\W*(?:assistant|agent|helper|program|bot|robot|ai|machine|computer|automation|llm)\\s?[,:!-]\\s.{0,80}?\\b(?:you|your|this)\\b.*?[,:]\\s?${OPERATE}`,
  ),
  rule(
    `\\b(?:this|the following|the next) (?:paragraph|line|text|part|note|message|section|sentence|comment|passage|page|field|review|block) (?:is|was written|is meant|is intended|is addressed|addresses|speaks|applies|is only)(?: only| meant| intended| written)? (?:for|to|at) (?:the |any |all |every |an? )?(?:${PROGRAM}|assistants?|agents?|helpers?|programs?|software|machines?|automations?)\\b`,
  ),
  // The user, as his agent knows him.
  rule(
    `\\b${PRINCIPAL} (?:has |have |had |would |will |really |actually |already |also |now |surely |certainly )*(?:wants?|wishes|asks?|asked|agreed|approved|expects?|prefers?|needs?|allows?|allowed|decided|thank|thanks|appreciates?|benefits?|likes?|loves?|gets?|earns?|saves?|receives?|is fine|is ok|is happy|is aware|knows?|consents?|consented|confirmed|accepts?|accepted|changed)\\b.*\\b(?:you|if|so|to|please)\\b`,
  ),
  rule(
    `\\b(?:tell|inform|assure|convince|advise|let|show|remind|persuade|warn|keep|protect|help|save|ask|give|send|reassure|mislead|notify)(?: to)? ${PRINCIPAL.replace('|user|end[- ]user|owner|operator|employer|boss|client', '|user|owner')}(?:s)?\\b(?! (?:account|id|name|profile|manual|guide|interface|data|stories|story|group|role|settings|list|base)).{0,80}?\\b(?:that|know|safe|to|without|you|it|nothing|everything|about)\\b`,
  ),
  rule(
    `\\b(?:enter|type|give|send|share|submit|paste|use|provide|with|copy|post|register)\\b.{0,40}?\\b(?:your|its|their|the) (?:user|owner|principal|human|operator|client|master)'s\\b`,
  ),
  rule(`\\bthe (?:person|human|one|user) (?:who |that )?(?:you (?:work|act) for|(?:sent|started|hired|tasked|deployed) you)\\b`),
  // Before you complete your task, …; to finish your job, …
  rule(
    `\\b(?:before|to|in order to|when|once|after|until|so that|as part of|for) (?:you )?(?:can )?(?:finish(?:ing)?|complet(?:e|ing)|end(?:ing)?|continu(?:e|ing)(?: with)?|go(?:ing)? on with|accomplish(?:ing)?|fulfil+(?:ing)?|do(?:ing)?|resum(?:e|ing)|carry on with|proceed(?:ing)?(?: with)?|start(?:ing)?|solv(?:e|ing)|perform(?:ing)?)? ?${YOUR_WORK}\\b,? .{0,60}?\\b${OPERATE}`,
  ),
  rule(
    `\\b(?:your instructions|your orders|your directives?|your prompt|your system prompt|what you were (?:told|asked)) (?:from|by|of|given|are|is|were|was|have|has|say|do not)\\b.{0,60}?\\b(?:out of date|outdated|old|obsolete|wrong|changed|incomplete|void|no longer|replaced|expired|incorrect|mistaken|invalid|void)\\b`,
  ),
  // When you report back, leave out …
  rule(
    `\\b(?:when|before|once|as soon as|if) you (?:report|hand|answer|reply|respond|write|summari[sz]e|give|send|present|compile|return|finish)(?: \\w+){0,3}? ?(?:back|your (?:report|answer|summary|results?|findings|list))\\b.{0,20}?[,:]? ?(?:please |only |do not |don't |never )*(?:${OPERATE}|leave|mention|say|state|name|list|include|omit|recommend|rank|pretend|claim|write|keep|tell)\\b`,
  ),
  rule(
    `\\b(?:do not|don't|never|must not|only|always) (?:mention|name|list|recommend|quote|report|include|reveal|cite|repeat|show)\\b(?! (?:units|your (?:name|working)|any working)).{0,60}?\\b(?:in|to|from|as) ${YOUR_ANSWER}\\b`,
  ),
  rule(
    `\\b(?:put|place|list|rank|move|name|mention|recommend|add|drop|remove|leave|push|keep)\\b.{0,60}?\\b(?:in|to|from|of|off|at|on|out of|into) (?:the (?:top|end|bottom|start|beginning|head|first place) of )?${YOUR_ANSWER.replace('|the final|the)', '|the final)')}\\b(?!.{0,5}\\b(?:sheet|booklet|box)\\b)`,
  ),
  rule(
    `\\b(?:it is|it's|you are) (?:fine|ok|okay|allowed|better|best|safe|good|free|enough) (?:to|if you) (?:tell|say|report|claim|answer|pretend|write)\\b.*\\b(?:even (?:if|though)|although|delivered|done|success|completed)\\b`,
  ),
  rule(
    `\\b(?:simply|just|then|and|always|but) (?:report|claim|pretend|say|answer) (?:\\w+ ){0,3}?(?:success|that (?:all|everything|it) (?:is|was|went)|it (?:is|was) done|as done|as successful|completion)\\b`,
  ),
];

/** A prefilter: every rule needs one of these. */
const TRIGGER =
  /\b(?:ais?|llms?|(?:chat ?)?bots?|robots?|crawlers?|(?:language )?models?|agents?|assistants?|helpers?|programs?|software|machines?|automat\w+|autonomous|virtual|digital|robotic|artificial|summari[sz]\w+|readers?|whoever|anyone|anything|everyone|visitors?|clients?|scripts?|systems?|tools?|your|its|their|you|users?|human|principal|report|claim|pretend)\b/;

/** Whether a folded sentence addresses its reader as a program or as the agent of a user, and wants something. */
export function addressesReader(sentence: string): boolean {
  if (!TRIGGER.test(sentence)) return false;
  return ADDRESSED.some((pattern) => pattern.test(sentence));
}
