/** Names of buttons that destroy, pay or cannot be undone, in the languages of known users. */
export const DANGEROUS = [
  '\\b(?:delete|remove|destroy|erase|purge|wipe|terminate|deactivate|uninstall|revoke|discard|empty (?:trash|cart)|close (?:my )?account)',
  '\\b(?:cancel|void|reject|refund) (?:the |this |my )?(?:order|subscription|plan|membership|booking|contract|payment|invoice)',
  '\\b(?:pay|buy|purchase|place order|transfer|send money|withdraw|reset all|factory reset|drop (?:table|database))\\b',
  '\\b(?:l\u00f6schen|entfernen|vernichten|stornieren|k\u00fcndigen|bezahlen|kostenpflichtig|supprimer|effacer|r\u00e9silier|payer|eliminar|borrar|pagar|excluir|apagar|elimina|cancella|rimuovi|verwijderen|wissen|usu\u0144|skasuj|radera|ta bort|slett|slet|poista|smazat|odstranit)',
  '\u0443\u0434\u0430\u043b\u0438\u0442\u044c|\u0432\u0438\u0434\u0430\u043b\u0438\u0442\u0438|\u5220\u9664|\u524a\u9664|\uc0ad\uc81c|\u062d\u0630\u0641|\u05de\u05d7\u05e7|sil(?:mek)?\\b',
].join('|');

/** Names of controls of the user's account. */
export const ACCOUNT = [
  '\\b(?:sign|log) ?(?:out|off)\\b|\\b(?:change|reset|update) (?:your |my )?password|\\b(?:my |your |view |edit )?(?:account|profile)(?: settings)?$',
  '\\b(?:two-factor|2fa|mfa|api keys?|access tokens?|security settings|billing settings|switch (?:user|account)|impersonate)\\b',
  '\\b(?:abmelden|ausloggen|mein konto|passwort \u00e4ndern|d\u00e9connexion|se d\u00e9connecter|mon compte|cerrar sesi\u00f3n|mi cuenta|sair|esci|uitloggen|wyloguj)\\b',
].join('|');

/** Names that ask how something is done, as help pages do. What asks whether to do it ("Delete the order?") is no such question. */
export const QUESTION = new RegExp(
  [
    '^\\W*(?:how|why|what|where|when|which|who|can i|could i|may i|do i|does|is it|are there|wie|warum|wieso|was|wo|wann|kann ich|darf ich|muss ich|comment|pourquoi|o\u00f9|quand|puis-je|est-ce que|que se passe|c\u00f3mo|por qu\u00e9|d\u00f3nde|cu\u00e1ndo|puedo|como|por que|onde|quando|posso|come|perch\u00e9|dove|hoe|waarom|waar|kan ik|jak|dlaczego|gdzie|czy|hur|varf\u00f6r|hvordan|hvorfor|miten|nas\u0131l|neden)\\b.*[?\uff1f]\\W*$',
    '^\\W*(?:\u043a\u0430\u043a|\u043f\u043e\u0447\u0435\u043c\u0443|\u0433\u0434\u0435|\u044f\u043a|\u0447\u043e\u043c\u0443|\u5982\u4f55|\u600e\u4e48|\u600e\u9ebc|\u4e3a\u4ec0\u4e48|\ud558\ub294 \ubc29\ubc95|\u03c0\u03ce\u03c2).*[?\uff1f;]\\W*$',
    '(?:\u3067\u3059\u304b|\u307e\u3059\u304b|\ud558\ub098\uc694|\ud569\ub2c8\uae4c)[?\uff1f\u3002]?\\W*$',
  ].join('|'),
  'iu',
);
