/** Parts of folded sentences. A gap cannot leave its sentence, because each sentence is matched alone. */
const GAP = (words: number) => `(?:[^\\s]+\\s+){0,${words}}?`;
const AGENT =
  '(?:(?:ai|llm|a\\.i\\.|artificial intelligence)[\\s-]*(?:agents?|assistants?|models?|systems?|bots?|crawlers?|browsers?|readers?|tools?|summari[sz]ers?)?|(?:language|foundation|chat) models?|(?:autonomous|automated|automatic|automation|web|browser|software|virtual|digital)[\\s-]*(?:agents?|assistants?|clients?|browsers?|bots?|crawlers?|tools?|systems?|operators?)|chat\\s?bots?|chatgpt|claude|gemini|copilot|gpt-?\\d*)';
const AI =
  '(?:(?:ai|llm)s?(?:[\\s-]*(?:agents?|assistants?|models?|systems?|bots?))?|language models?|automated (?:agents?|assistants?|systems?|clients?|tools?)|autonomous agents?|chat\\s?bots?|ai-powered \\w+)';
const MODAL =
  '(?:must|have to|has to|need to|needs to|shall|should|are required to|is required to|are requested to|are instructed to|are obliged to|are expected to|are to|may now|can now|will now)';
const ADVERBS = '(?:(?:first|now|always|immediately|also|then|silently|next|instead|only|automatically|promptly|please)\\s+){0,3}';
const ACT =
  '(?:send|forward|transmit|e-?mail|post|submit|upload|download|open|visit|navigate|browse|go|click|press|tap|delete|remove|erase|wipe|approve|authori[sz]e|pay|transfer|wire|buy|purchase|order|install|run|execute|enter|type|fill|paste|copy|log|sign|ignore|disregard|forget|follow|obey|reply|respond|answer|report|say|state|output|print|reveal|disclose|share|provide|give|confirm|accept|grant|disable|turn|switch|bypass|skip|stop|cancel|close|call|fetch|load|append|rate|recommend|rank|treat|conclude|tell|inform|change|reset|add|invite|redirect|proceed|complete)';
const PRIOR =
  "(?:previous|prior|above|earlier|preceding|foregoing|existing|original|initial|all|any|every|your|other|last|system|user'?s|given|past|old|former|following the|these system|said)";
const ORDERS =
  "(?:instructions?|prompts?|rules?|directions?|directives?|commands?|guidelines?|guidance|tasks?|goals?|objectives?|constraints?|restrictions?|programming|training|context|polic(?:y|ies)|missions?|system (?:messages?|prompts?)|user(?:'s)? (?:requests?|messages?|questions?|instructions?|prompts?))";
const IGNORE =
  "(?:ignore|disregard|forget|override|overrule|bypass|neglect|overlook|pay no (?:attention|heed) to|(?:do not|don't|stop|no longer|never|cease) (?:follow|following|obey|obeying|heed|adhere to|comply with|complying with)|set aside|put aside|abandon)";
const NOT_MINE = '(?!(?:\\S+\\s+){0,3}?(?:my|our|their|his|her)\\s)';
const MAIL_OR_URL = '(?<!\\bsee (?:also )?)(?:https?:\\/\\/\\S+|www\\.\\S+|[\\w.+-]+@[\\w-]+\\.[\\w.]+)';
const LOOT =
  "(?:passwords?|passcodes?|credentials?|log-?ins?|secrets?|tokens?|cookies?|api[\\s-]keys?|session(?: ids?| data)?|(?:page|screen|document) (?:text|contents?|source|html)|(?:text|contents?|html|source) of (?:this|the) (?:page|screen|document|site)|conversation|chat (?:history|log)|system prompt|your (?:instructions|memory|context|prompt)|(?:newest|latest|last|recent|all|three|five|ten|unread|these|stored|saved|private|confidential|every) (?:\\w+ )?(?:messages?|e-?mails?|mails?|contacts?|conversations?|chats?)|(?:customer|personal|private|confidential|stored|user'?s?) (?:data|records?|information|details|files?|documents?)|inbox|address book|contact list|customer (?:data|list|records)|card (?:number|details)|credit card|local ?storage|everything you (?:see|know|have)|what you (?:see|know))";

const rule = (source: string) => new RegExp(source);

/**
 * Each is matched against one folded sentence. testing/injection-samples.ts has the wordings that they find and ignore.
 */
const SENTENCE_RULES: readonly RegExp[] = [
  rule(`\\b(?:do|follow|obey|trust)\\b[^.]{0,40}\\bnot\\b[^.]{0,15}\\b(?:your|the) (?:user|operator)\\b`),
  rule(
    `\\b(?:stop|halt|pause|drop) (?:what you(?:'re| are) doing|(?:the|your) (?:current|present|ongoing) task|your task)\\b.*\\b${ACT}\\b`,
  ),
  rule(`\\b(?:cease|abandon|abort|discontinue) (?:the|your) (?:current|present|ongoing|original) (?:task|goal|mission)\\b`),
  rule(
    `\\bthen (?:continue|proceed|resume|carry on|go on)(?: with)? (?:the|your) (?:original |previous |actual )?(?:task|goal|mission)\\b`,
  ),
  rule(
    `\\bthe user (?:now |really |actually |also )?(?:wants|asked|asks|instructed|instructs|needs|requested|requests|would like|expects|told|tells|commands|ordered|intends for)\\s+(?:me to (?:tell|ask|instruct) )?you to\\b`,
  ),
  rule(
    `\\b(?:this is|here is|a|an)\\s+(?:\\w+ )?(?:message|note|instruction|order|request|command|notice) (?:from|by) your (?:developers?|creators?|operator|owner|programmers?|makers?|system administrator|user)\\b`,
  ),
  rule(
    `\\b(?:verified|approved|authori[sz]ed|confirmed|cleared|whitelisted|trusted) by your (?:developers?|creators?|operator|owner|user|programmers?)\\b`,
  ),
  rule(
    `\\bi (?:hereby )?(?:authori[sz]e|permit|allow|instruct|order|command|direct) (?:the|this|all|any|every) (?:${AI}|assistant|automated agent)\\b`,
  ),
  rule(
    `\\b(?:admin|administrator|system|priority|security|developer|emergency|root|operator|safety|policy) override\\s*(?:[:!-]|code|mode|enabled|active)`,
  ),
  rule(
    `\\bwhen(?:ever)? (?:you(?:'re| are)? )?(?:read|reading|process|processing|summari[sz]e|summari[sz]ing|analy[sz]e|analy[sz]ing|describe|describing|review|reviewing|evaluate|evaluating) (?:this|the)(?: page| text| message| line| content| document| note| site| website| product| article| comment)?\\s*,?\\s*(?:please |always |you must )?(?:click|press|delete|approve|transfer|pay|navigate|say|state|rate|recommend|output|ignore|conclude|report|give|mention|include|claim)\\b`,
  ),
  rule(`\\b(?:reading|seeing|processing|parsing) this (?:page |text |message )?as an? ${AI}\\b`),
  rule(`\\bif (?:an?|any|the) ${AI}\\s+(?:is|are)? ?(?:reading|reads|processing|processes|sees|visiting|visits)\\b`),
  rule(`^\\W*(?:${AI})\\s+(?:instructions?|commands?|directives?|orders?|only|note|notice)\\s*:`),
  rule(
    `\\b(?:(?:ai|llm)s?(?:[\\s-]*(?:agents?|assistants?|models?|bots?))?|language models?|chat\\s?bots?|autonomous agents?)\\s+(?:\\S+\\s+){0,4}?${MODAL}\\s+(?!(?:not|never)\\b|(?:also |only )?(?:be|comply|meet|respect|obtain|undergo|ensure|have)\\b).*(?:${MAIL_OR_URL}|\\b(?:passwords?|credentials|system prompt)\\b)`,
  ),
  rule(
    `\\bagents?\\s+(?:\\S+\\s+){0,2}?${MODAL}\\s+(?:not )?.*(?:passwords?|credentials|log ?in|sign ?in|authenticate|authori[sz]e|verify)\\b.*${MAIL_OR_URL}`,
  ),
  rule(
    `\\b(?:write|paste|enter|type|put|insert|copy|post|submit)\\s+(?:\\S+ ){0,3}?(?:your|its|the) (?:system prompt|hidden prompt|instructions you (?:were|have been) given)\\b.*\\b(?:into|in) the (?:comment|search|form|input|text|chat|message|review|feedback)\\b`,
  ),
  rule(
    `\\b(?:translate|summari[sz]e|encode|quote|spell out|convert|rephrase|what (?:is|was|are|were)) your (?:system |initial |original |hidden |exact )(?:prompts?|instructions?|message)\\b`,
  ),
  rule(`\\bwhat (?:are|were) your instructions\\b`),
  rule(
    `\\b(?:begin|start|end|finish|prefix|close) (?:your|every|each|all|the) (?:final )?(?:answers?|repl(?:y|ies)|responses?|outputs?|summar(?:y|ies)|messages?) with\\b.*\\b(?:passwords?|credentials|https?:|exactly|tokens?|secret)`,
  ),
  rule(
    `\\byou (?:are|have been|were) (?:hereby |now |explicitly |fully )?(?:authori[sz]ed|permitted|allowed|cleared|granted permission|instructed) to (?:skip|bypass|ignore|disable|omit|override)\\b`,
  ),
  rule(
    `\\byou (?:now |hereby )?have (?:full |explicit |my |our |the user'?s )*(?:permission|authori[sz]ation|clearance|approval|consent) to (?:click|press|skip|bypass|pay|approve|transfer|proceed with)\\b`,
  ),
  rule(
    `\\b(?:confirmations?|approvals?|permissions?) (?:is|are|will) not (?:be )?(?:needed|required|necessary)\\b(?=.*\\b(?:operator|user|agent|assistant|session|proceed|click|pay|delete|signed off)\\b)`,
  ),
  rule(`\\bhuman[ -]in[ -]the[ -]loop\\b.*\\b(?:approved|confirmed|clicked|agreed|authori[sz]ed|accepted|signed)\\b`),
  rule(
    `\\b(?:keep|hide|conceal|withhold)\\s+(?:this|it|that|these \\w+|the \\w+)\\s+(?:a )?(?:secret |hidden |quiet )?from (?:the |your )(?:user|human|operator)\\b`,
  ),
  rule(
    `\\b(?:secretly|covertly|discreetly)\\s+(?:add|send|delete|forward|approve|transfer|pay|click|copy|upload|change|buy|order|open|visit)\\b`,
  ),
  rule(
    `\\b(?:store|save|write|add|put|keep|record|remember)\\b[^.]{0,60}\\b(?:in|into|to) your (?:long[- ]term |permanent |persistent |own )?memory\\b`,
  ),
  rule(
    `\\b(?:paste|run|execute|copy)\\b.*\\b(?:command|code|terminal|powershell|script|clipboard)\\b.*\\b(?:verify|prove|confirm|show|check)\\b.{0,20}\\b(?:human|robot|bot|person)\\b`,
  ),
  rule(`\\b(?:prove|verify|confirm) (?:that )?you(?:'re| are) (?:not an? (?:ro)?bot|(?:an? )?human)\\b.*\\b(?:command|script)\\b`),
  rule(
    `\\b(?:this|these|the following)\\s+(?:\\w+\\s+){0,3}?(?:overrides?|supersedes?|replaces?|cancels?|voids?)\\s+(?:all |any |every )?(?:of )?(?:your|the (?:previous|prior|above|earlier)|previous|prior|above|earlier)\\s+${GAP(3)}(?!polic)${ORDERS}\\b(?!.*\\b(?:offers|agreements?|parties|contracts?|edition|version)\\b)`,
  ),
  rule(
    `\\b(?:erase|clear|reset|void|nullify|overwrite|delete) your\\s+${GAP(2)}(?:instructions?|prompts?|rules|guidelines|goals?|programming|memory|context)\\b`,
  ),
  rule(
    `^\\W*(?:to|for) (?:all |any |every |the )?(?:${AI}|assistants?|agents?)\\s*(?:[:,]|(?:who |that |which )?(?:are |is )?(?:reading|processing|viewing|parsing|summari[sz]ing|visiting|accessing)\\b)(?! (?:welcome|thank))`,
  ),
  // Revoke the agent's instructions. "my previous request", "this notice" and "the warning" are a person's.
  rule(
    `\\b(?<!not )(?<!n't )${IGNORE}\\s+${NOT_MINE}${GAP(4)}\\b${PRIOR}\\b(?! if)\\s+${GAP(4)}${ORDERS}\\b(?!,? (?:offers|agreements|if you have|between|on the))`,
  ),
  rule(
    `\\b(?<!not )(?<!n't )(?:ignore|disregard|forget|override|bypass|stop following|do not follow|don't follow)\\s+${NOT_MINE}${GAP(3)}${ORDERS}\\s+(?:above|before|so far|given (?:above|before|earlier|to you)|(?:that )?you (?:were|have been|had been|got|received)|(?:given |set |issued )?(?:from|by) (?:the|your) (?:user|operator|developer|system)|of (?:the|your) (?:user|operator|developer|system))`,
  ),
  rule(
    `\\b(?<!not )(?<!n't )(?:ignore|disregard|forget)\\s+(?:everything|anything|all|whatever|what|all of what)\\s+(?:that |you )?(?:you )?(?:(?:were|have been|had been|was|are) (?:told|given|instructed|asked)|(?:above|before this|said before|written above|previously)|i (?:said|told))`,
  ),
  rule(
    `\\b${PRIOR}\\s+${GAP(2)}${ORDERS}\\s+(?:are|is|were|have been|has been)\\s+(?:now |hereby |no longer )?(?:void|null|cancel+ed|obsolete|revoked|suspended|overridden|superseded|replaced|invalid|valid|in effect|withdrawn)\\b(?=.*\\b(?:instead|new|now|assistant|agent|following)\\b)`,
  ),
  rule(`\\b(?:instead of|rather than) (?:the|your|doing the|doing your) (?:task|goal|request|instructions?|user'?s (?:task|request))\\b`),
  // Address the agent.
  rule(
    `\\b${AI}\\s+(?:\\(?\\S+\\)?\\s+){0,6}?${MODAL}\\s+${ADVERBS}(?:ignore|disregard|forget|obey|click|delete|pay|transfer|approve|forward|navigate|download|reveal|disclose|reply|recommend|conclude|log in|sign in)\\b`,
  ),
  rule(
    `\\b${AGENT}\\s+(?:\\S+\\s+){0,6}?${MODAL}\\s+${ADVERBS}${ACT}\\b.*(?:${MAIL_OR_URL}|\\b(?:passwords?|credentials?|before (?:reading|continuing|proceeding|answering|accessing|any)|\\S+\\.(?:exe|msi|apk|scr|dmg|bat|ps1))\\b)`,
  ),
  rule(
    `\\b(?:attention|note|notice|message|memo|instructions?|commands?|orders?|directives?|tasks?|prompt|information|important)\\b[^.]{0,25}?\\b(?:to|for|of|:)\\s*(?:all |any |the |every |our )?(?:${AI}|assistants?(?= (?:reading|processing|viewing)|\\s*[:,]|$)|agents? (?:reading|processing|viewing)|the assistant|the agent|llms?)\\s*(?:[:,.!-]|reading|processing|viewing|that|who|which|$)`,
  ),
  rule(
    `\\bnew (?:\\w+ )?(?:instructions?|directives?|orders?|commands?|tasks?|goals?) (?:for|to) (?:the |all |you,? (?:the )?)?(?:ai|assistant|agent|model|llm|bot|system)\\b`,
  ),
  rule(
    `\\b(?:if|since|because|as|when) you(?:'re| are) (?:an? |the )?(?:ai|llm|large language model|language model|bot|chatbot|automated|autonomous|web agent|browser agent|ai-powered)(?:[\\s-](?:agent|assistant|model|system|tool|bot|client|crawler))?s?\\b(?! (?:researchers?|engineers?|developers?|students?|enthusiasts?|company|companies|startups?|experts?|users?|customers?|teams?|specialists?|scientists?|founders?|professionals?|novices?|fans?))`,
  ),
  rule(
    `\\b(?:dear|hey|hi|hello|listen,?|ok|okay|attention,?) (?:ai|llm|language model|ai agent|ai assistant|assistant|chatbot|chatgpt|claude|gemini|copilot|agent)\\s*[,:!-].*\\b${ACT}\\b`,
  ),
  rule(
    `^\\W*(?:ai|llm|ai agent|ai assistant|web agent|assistant|agent|bot)\\s*[,:!]\\s+(?:please |now |you must |immediately |kindly )?(?:ignore|disregard|forget|delete|transfer|forward|navigate|approve|execute|obey|click)\\b(?! the warning)`,
  ),
  // Give it a new role, mode or goal.
  rule(
    `\\byou are (?:now|from now on|hereby)\\s+(?:in |an? |the |acting as |operating in )*(?:developer|debug|god|admin|administrator|root|maintenance|unrestricted|unfiltered|jailb\\w+|dan|evil|sudo|super ?user|test|diagnostic|different|autonomous|helpful)\\s*(?:mode|ai|assistant|model|agent|persona|bot)?\\b(?=.*\\b(?:mode|ai|assistant|model|agent|persona|bot|rules|restrictions|limits|dan)\\b)`,
  ),
  rule(
    `\\b(?:enter|enable|activate|switch to|switch into|engage|initiate) (?:developer|debug|god|admin|maintenance|unrestricted|jailbreak|dan|sudo|unsafe) mode\\b(?=.*\\b(?:you|your|assistant|agent|rules|restrictions|obey|comply|ignore|without|now)\\b)`,
  ),
  rule(
    `\\byour (?:new |current |real |actual |true |only |main |primary )*(?:goal|task|objective|mission|job|purpose|instructions?|role|assignment)s? (?:has|have|is|are|was|were)\\s+(?:now |been |just )*(?:changed|updated|replaced|modified|overridden|superseded|redefined)\\b\\s*(?:[:;,.-]|to\\b|and)\\s*(?:please |now |you must |first )?${ACT}\\b`,
  ),
  rule(
    `\\byour (?:new|real|actual|true|only|next) (?:goal|task|objective|mission|instructions?|assignment) (?:is|are)\\b\\s*:?\\s*(?:now )?(?:to )?(?:please )?${ACT}\\b`,
  ),
  rule(
    `\\b(?:new|updated|changed|revised) (?:goal|task|objective|mission|instructions?) ?: ?(?:please |now |you must |first )?(?:ignore|disregard|delete|transfer|forward|navigate|approve|click|send|open https?|visit https?|go to https?|download|sign in|log in)\\b`,
  ),
  // Make it act before it answers.
  rule(
    `\\b(?:before|prior to|while|instead of) (?:you |your )?(?:answer(?:ing)?|respond(?:ing)?|reply(?:ing)?|summari[sz](?:e|ing)|final answer|completing (?:the|your) task|you continue with (?:the|your) task)\\b[^.]{0,20}?\\b(?:click|press|delete|remove|send|forward|navigate|visit|download|execute|transfer|pay|approve|log in|sign in|open (?:https?|the (?:link|page|url))|go to|submit|run)\\b`,
  ),
  rule(
    `^\\W*(?:please |now |first,? )*(?:delete|erase|wipe|remove|cancel|close|approve|pay|transfer)\\b[^.]{0,60}\\bbefore you (?:continue|answer|proceed|respond|reply|finish|do anything)\\W*$`,
  ),
  // Exfiltrate data.
  rule(
    `\\b(?<!never )(?<!not )(?<!n't )(?:send|forward|transmit|e-?mail|post|upload|leak|exfiltrate|deliver|relay|submit|copy|report|transfer|export|share)\\b(?! us| me| (?:your|an?) (?:api |access |bearer |auth )?(?:tokens?|keys?|cookies?|log-?in))[^.]{0,40}?\\b${LOOT}\\b.{0,40}?\\b(?:to|at|via|through|towards?|into)\\s+(?:the (?:address|server|url|site|endpoint|mailbox) )?${MAIL_OR_URL}`,
  ),
  rule(
    `\\b(?:open|visit|navigate to|go to|load|fetch|request|call|browse to|access|follow)\\s+${MAIL_OR_URL}.{0,30}?\\b(?:with|plus|containing|including|followed by|and (?:append|add|include|submit|paste|enter|send))\\s+(?:the |your |all |any |this |its )*${LOOT}`,
  ),
  rule(
    `\\b(?:append|add|include|encode|put|embed|insert)\\s+(?:the |your |all |any |this |its )*${LOOT}[^.]{0,40}?\\b(?:to|in|into|as|at) (?:the |an? |this |your )?(?:url|link|query|address|image|parameter|request)\\b`,
  ),
  rule(
    `\\b(?:reveal|print|output|repeat|show|display|disclose|tell me|give me|write out|leak|paste|recite|dump)\\s+(?:me |us |out |back )?(?:the |your |all |any |full |entire |exact |complete |verbatim )*(?:system prompts?|hidden prompts?|initial prompts?|original (?:prompts?|instructions)|developer (?:message|instructions)|(?:your|above) (?:instructions|rules|prompt|guidelines)|words above)\\b`,
  ),
  // Disable its guards, hide something from its user, or persist.
  rule(
    `\\b(?:turn(?:ing)? off|switch off|disable|deactivate|suspend|bypass|skip|remove|ignore|drop|lift|relax|circumvent|shut off)\\s+(?:all |any |the |your |every |of )*(?:safety|security|guard ?rails?|content|protection|confirmation|approval|ethical|moderation|injection|user)?\\s*(?:checks?|filters?|rules?|guidelines?|restrictions?|mechanisms?|prompts?|polic(?:y|ies)|measures?|guard ?rails?|confirmations?|safeguards?|protocols?|limits?|limitations?|approvals?|settings?)\\b(?=.*\\b(?:(?:for|during|until) (?:the )?(?:rest|remainder|end|duration)? ?(?:of )?(?:this|the|your|current)? ?(?:session|conversation|run|task|chat|interaction)|from now on|you (?:must|should|can|may|are)|assistant|ai agent)\\b)`,
  ),
  rule(
    `\\b(?:turn off|switch off|disable|deactivate|bypass|circumvent|ignore|drop|lift) (?:all (?:of )?)?your (?:safety|security|guard ?rails?|ethical|moderation|content|injection|alignment|safeguards?|restrictions|limitations|filters|guidelines|rules|programming)\\b(?! (?:belt|software|cover|switch|glasses|alarm|settings|camera|code))`,
  ),
  rule(
    `\\b(?:do not|don't|never|without|avoid)\\s+(?:tell|telling|mention|mentioning|inform|informing|reveal|revealing|alert|alerting|notify|notifying|report|reporting|disclose|disclosing|show|showing|say)\\s+(?:any of |anything (?:of|about) )?(?:(?:this|it|that|these \\w+|anything|about (?:this|it))\\s+)?(?:to |with )?(?:the |your )(?:user|human|operator|customer you work for|owner|principal)\\b(?=\\s*(?:about|of|that|what|$|[.,;:!])|)`,
  ),
  rule(
    `\\b(?:do not|don't|never) (?:mention|reveal|disclose|report) (?:this|these|the (?:above|existence of)|having) (?:instructions?|message|text|note|notice|step|action)?\\s*(?:to (?:the |your )?(?:user|human|operator|anyone)|in your (?:answer|reply|response|summary|report|output))\\b`,
  ),
  rule(
    `\\bwithout (?:asking|telling|informing|notifying|alerting|consulting|confirmation (?:from|by)|approval (?:from|by|of)|the knowledge of) (?:the |your )(?:user|human|operator)\\b`,
  ),
  rule(
    `\\b(?:remember|memori[sz]e|store|save|keep in (?:mind|memory)|add to (?:your )?memory|note)\\b[^.]{0,40}?\\b(?:for|in|during|across) (?:all |any |every |the |your )+(?:later|future|next|following|subsequent|upcoming|coming|other|new)?\\s*(?:runs?|tasks?|conversations?|chats?|interactions?|sessions?|requests?)\\b\\s*(?:[:;,-]|that|to|you|always|never)`,
  ),
  rule(
    `\\b(?:from now on|in (?:all |every )?(?:later|future|subsequent) (?:runs?|tasks?|conversations?|chats?|sessions?))\\b[:,]?\\s*(?:you (?:must|will|should|shall) )?(?:always|never|silently|automatically)?\\s*(?:approve|pay|transfer|trust|obey|send|forward|ignore|recommend|prefer|answer|respond|reply)\\b(?=.*\\b(?:you|your|instructions?|${ADVERBS}without|assistant|agent|user|payments?|anything|everything|all)\\b)`,
  ),
  // Put words into its mouth.
  rule(
    `\\b(?:reply|respond|answer|report|say|state)\\s+(?:back )?(?:to )?(?:the |your )(?:user|operator|human)\\s+(?:that|with|by saying|saying|only)\\b`,
  ),
  rule(
    `\\b(?:tell|inform|assure|convince|advise)\\s+(?:the |your )(?:user|operator|human)\\s+(?:that\\s)?.{0,80}?\\b(?:and (?:then )?(?:stop|finish|end|quit|do nothing|exit)|instead|without (?:checking|looking|reading)|call this number|is zero)\\b`,
  ),
  rule(
    `\\b(?:your|the) (?:final )?(?:answer|reply|response|output|summary) (?:must|should|has to|needs to|shall) (?:be|say|contain|include|state|end with|begin with|read)\\b(?=.*\\b(?:exactly|only|nothing else|https?:|regardless|no matter|always)\\b)`,
  ),
  // Claim that someone gave approval.
  rule(
    `\\b(?:the )?(?:user|operator|human|account owner) (?:has |have |had )?(?:already |explicitly |just |pre-?)?(?:approved|confirmed|authori[sz]ed|consented to|agreed to|granted|okayed|signed off on|permitted)\\s+(?:this|the|these|all|any|every|your)\\s+(?:following |next |requested |pending |above |further |subsequent )*(?:actions?|steps?|operations?|tool calls?|calls?|commands?|clicks?|payments?|transfers?|deletions?)\\b`,
  ),
  rule(
    `\\b(?:no|without) (?:further|additional|more|extra|other) (?:user )?(?:confirmations?|approvals?|permissions?|authori[sz]ations?|checks?|verifications?)\\s+(?:is |are |will be )?(?:needed|required|necessary)\\b(?=\\s*(?:[:,;]|to|for|-|before)?\\s*(?:please |you (?:may|can|must) )?(?:pay|delete|transfer|send|click|proceed|continue|execute|approve|confirm|submit|buy))`,
  ),
  rule(
    `\\b(?:user|operator|human|owner) (?:approval|consent|confirmation|permission|authori[sz]ation)\\s*(?:has been |was |is |: ?)?(?:already )?(?:granted|given|received|obtained|confirmed|recorded|on file|yes|true)\\b(?=.*\\b(?:action|step|proceed|continue|click|delet|pay|transfer|tool|agent|assistant)|\\W*$)`,
  ),
  // Make it run foreign code.
  rule(
    `\\b(?:prove|verify|confirm|show|check) (?:that )?(?:you(?:'re| are)|to be) (?:not an? (?:ro)?bot|(?:an? )?human|a real person|no robot)\\b.*\\b(?:win(?:dows)?(?: key)? ?\\+ ?[rx]|powershell|terminal|command (?:prompt|line)|run (?:dialog|box|window)|clipboard|ctrl ?\\+ ?v|cmd|paste)\\b`,
  ),
  rule(
    `\\b(?:win(?:dows)?(?: key| logo)? ?\\+ ?r|powershell|terminal|run dialog)\\b.*\\b(?:paste|ctrl ?\\+ ?v)\\b.*\\b(?:enter|verif|human|robot|captcha|continue)\\b.*`,
  ),
  rule(
    `\\b(?:automated|autonomous|ai|browser|web) (?:clients?|agents?|assistants?|browsers?|bots?|tools?)\\b[^.]*\\b(?:must|have to|need to|should|are required to|shall)\\b(?! (?:not|never|be)\\b)[^.]*\\b(?:download|install|run|execute|update)\\b`,
  ),
  // Name its tool.
  rule(`\\bbrowser_dom\\b`),
  rule(
    `\\bcall (?:the )?(?:tool|function)\\b[^.]{0,40}\\b(?:with|using|now|immediately)\\b[^.]*\\b(?:delete|click|transfer|send|password|url|selector)\\b`,
  ),
];

/** Whether a folded English sentence gives orders to an agent. */
export function ordersInEnglish(sentence: string): boolean {
  if (!TRIGGER.test(sentence)) return false;
  const stated = withoutQuotedExamples(sentence);
  return SENTENCE_RULES.some((pattern) => pattern.test(stated));
}

const QUOTED = /"[^"]*"/g;
const ABOUT_ATTACKS =
  /\b(?:attacks?|attackers?|injections?|jailbreaks?|well-known|notorious|phrases? (?:like|such as)|known as|an example of)\b/;

/** In a sentence about attacks, a quotation is an example of one. */
function withoutQuotedExamples(sentence: string): string {
  const outside = sentence.replace(QUOTED, '""');
  return outside !== sentence && ABOUT_ATTACKS.test(outside) ? outside : sentence;
}

/** A prefilter: each rule needs one of these words, and most sentences of most pages have none. */
const TRIGGER =
  /instruct|prompt|rules?\b|direct|command|guid|tasks?\b|goals?\b|objective|constraint|restrict|program|training|context|polic|mission|\bai\b|\bllm|\bagents?\b|\bassistant|language model|\bbots?\b|chat ?(?:bot|gpt)|claude|gemini|copilot|\bgpt|automat|autonomous|\bmode\b|answer|respond|reply|before|password|credential|secret|token|cookie|api[ -]key|session|page|screen|conversation|chat|messages?|mails?|contacts?|inbox|\bdata\b|records?|safety|security|guard|confirm|approv|user|operator|human|owner|remember|memor|from now on|future|later|robot|win ?\+|powershell|terminal|browser_dom|everything|what you|told|storage|card|document|words above|ctrl|doing|read this|secretly|covertly|discreetly|override|reading|permission|command|file|information|details|invoice|call/;
