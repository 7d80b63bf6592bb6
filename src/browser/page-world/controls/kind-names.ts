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
