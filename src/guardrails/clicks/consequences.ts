/**
 * What a question says will happen, which no label of a button says: "14 drafts will be deleted permanently". Words of the languages
 * of click-words.ts.
 */
export const CONSEQUENCES = new RegExp(
  [
    String.raw`\b(delet(es?|ed|ing|ion)|remov(ed|ing|al)|eras(ed|ing)|discard(ed|ing|s)?|overwrit(e|es|ten)|cancell?(ed|ation)|refunded|charged|revoked|permanent(ly)?|irreversibl[ey]|irrevocabl[ey]|irretrievabl[ey])\b`,
    String.raw`\b(cannot|can ?not|can['’]t|not) be (undone|reversed|restored|recovered|reverted)\b|\bno undo\b|\b(will|may) be lost\b|\blose\b`,
    'gelöscht|löschen|unwiderruflich|endgültig|rückgängig|storniert|überschrieben|überschreiben|entfernt|verworfen|verloren',
    String.raw`supprim|définiti|irréversible|irrévocable|\bperdu|annulée?s?\b|écras`,
    String.raw`elimin|borra|permanentemente|deshac|perder|definitiv|annullat|cancellat|\bpers[oaie]\b|exclu[ií]|apagad|desfeit|irrevers[ií]vel`,
    'verwijder|definitief|ongedaan|usuni|trwale|nieodwracaln|raderas|slettes|slettet|poistetaan|smaz|silinecek|kalıcı|удал|безвозвратно|необратим',
    '削除|取り消|元に戻|失われ|删除|刪除|清空|无法(撤销|恢复)|無法(復原|恢復)|삭제|되돌릴',
  ].join('|'),
  'iu',
);
